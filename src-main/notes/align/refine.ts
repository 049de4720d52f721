import { HOP_SECONDS, type BandMatrix } from './bands.ts';
import { eventsOf, PIN_SLACK, pinOf, placeEvents } from './events.ts';
import { featuresOf } from './features.ts';
import { peakNear, riseOf } from './rises.ts';
import type { Anchor } from './zoom.ts';

/** An aligned note, in seconds of the recording. */
export interface PlacedNote {
  readonly part: number;
  readonly onset: number;
  readonly offset: number;
  readonly pitch: number;
  /** In seconds of the score. */
  readonly scoreOnset: number;
  readonly scoreOffset: number;
}

/**
 * How far a player may be from the others who start with them, and the standard deviation of that prior, in frames:
 * the violin of a chorale leads by up to 0.2 s.
 */
const OWN_REACH = 10;
const OWN_TRUST = 5;
const LEAST_RISE = 0.2;

/**
 * Moves each onset to where the note's own harmonics rise: first all simultaneous notes together, then each
 * by itself. Offsets follow: a note that the score connects to the next one in its part ends where that one
 * starts.
 * @param shift semitones that the recording sounds below the pitches
 * @param anchors what starts at one of them stays close to it
 */
export function refineNotes(
  bands: BandMatrix,
  notes: readonly PlacedNote[],
  shift: number,
  anchors: readonly Anchor[] = [],
): PlacedNote[] {
  const events = eventsOf(notes);
  if (events.length === 0) return [];
  const frames = placeEvents(bands, featuresOf(bands, 1, shift), events, shift, anchors);
  const onsets = new Map<PlacedNote, number>();
  const rooms = roomsOf(events, frames);
  for (const [index, event] of events.entries()) {
    const reach = pinOf(event, anchors) === null ? OWN_REACH : PIN_SLACK;
    for (const note of event.beginning) {
      const [low, high] = rooms.get(note)!;
      const own = peakNear(
        (frame) => (frame < low || frame > high ? 0 : riseOf(bands, note.pitch - shift, frame)),
        frames[index]!,
        reach,
        OWN_TRUST,
        LEAST_RISE,
      );
      onsets.set(note, (own ?? frames[index]!) * HOP_SECONDS);
    }
  }
  return withOffsets(
    notes,
    onsets,
    offsetsOf(
      events.map(({ score }) => score),
      frames,
    ),
  );
}

/** The frames in which each note may start: halfway from the one before in its part to halfway to the next. */
function roomsOf(
  events: readonly { readonly beginning: readonly PlacedNote[] }[],
  frames: readonly number[],
): Map<PlacedNote, readonly [number, number]> {
  const rooms = new Map<PlacedNote, [number, number]>();
  const last = new Map<number, { frame: number; notes: readonly PlacedNote[] }>();
  for (const [index, { beginning }] of events.entries()) {
    const frame = frames[index]!;
    for (const [part, notes] of Map.groupBy(beginning, (note) => note.part)) {
      const before = last.get(part);
      const half = before === undefined ? -Infinity : (before.frame + frame) / 2;
      for (const note of before?.notes ?? []) rooms.get(note)![1] = half;
      for (const note of notes) rooms.set(note, [half, Infinity]);
      last.set(part, { frame, notes });
    }
  }
  return rooms;
}

/**
 * Maps score seconds to recording seconds by linear interpolation between events, for notes with no
 * successor.
 */
function offsetsOf(scores: readonly number[], frames: readonly number[]): (score: number) => number {
  return (score) => {
    let low = 0;
    let high = scores.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (scores[middle]! <= score) low = middle;
      else high = middle - 1;
    }
    const [here, next] = [scores[low]!, scores[low + 1] ?? Infinity];
    const span = Math.max(1e-6, next - here);
    const share = Number.isFinite(span) ? (score - here) / span : 0;
    return (frames[low]! + share * ((frames[low + 1] ?? frames[low]!) - frames[low]!)) * HOP_SECONDS;
  };
}

/** The minimum length of a note. */
const LEAST_SECONDS = 0.03;
/** Score seconds between the end of a note and the next that still count as joined. */
const JOINED_SECONDS = 0.06;

function withOffsets(
  notes: readonly PlacedNote[],
  onsets: ReadonlyMap<PlacedNote, number>,
  offsetAt: (score: number) => number,
): PlacedNote[] {
  const lastScore = notes.reduce((latest, { scoreOnset }) => Math.max(latest, scoreOnset), 0);
  const offsets = new Map<PlacedNote, number>();
  for (const line of Map.groupBy(notes, ({ part }) => part).values()) {
    const sorted = [...line].sort((a, b) => a.scoreOnset - b.scoreOnset);
    let nextIndex = 0;
    for (const note of sorted) {
      while (nextIndex < sorted.length && sorted[nextIndex]!.scoreOnset < note.scoreOffset - JOINED_SECONDS) {
        nextIndex += 1;
      }
      const next = sorted[nextIndex];
      const isJoined = next !== undefined && next.scoreOnset - note.scoreOffset < JOINED_SECONDS;
      const unjoined = note.scoreOffset > lastScore ? note.offset : offsetAt(note.scoreOffset);
      offsets.set(note, isJoined ? onsets.get(next)! : unjoined);
    }
  }
  return notes.map((note) => {
    const onset = onsets.get(note)!;
    return { ...note, onset, offset: Math.max(onset + LEAST_SECONDS, offsets.get(note)!) };
  });
}

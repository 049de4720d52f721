import { Failure } from '../../src-shared/contract/failure.ts';
import type { AlignedBar, AlignmentReport, BarAnchor } from '../../src-shared/project/alignment.ts';
import type { Note, NotesDocument } from '../../src-shared/project/notes.ts';
import type { Ensemble } from '../../src-shared/project/players.ts';
import type { AlignedScore } from './align/align.ts';
import { HOP_SECONDS, type BandMatrix } from './align/bands.ts';
import { fitOf, type Agreement } from './align/fit.ts';
import { toRecording } from './align/time-map.ts';
import type { Anchor } from './align/zoom.ts';
import { passagesOf } from './leave-out.ts';
import { nominalSeconds, type Score, type ScoreFile } from './score.ts';

export interface HeardRecording {
  readonly bands: BandMatrix;
  /** From A = 440 Hz, as estimated. */
  readonly cents: number;
  readonly sampleRate: number;
  /** In samples. */
  readonly frames: number;
  readonly sha256: string | null;
}

/** One way to play the repeats, and its alignment. */
export interface FittedVersion {
  /** For each repeat of the score. */
  readonly played: readonly boolean[];
  readonly score: Score;
  readonly aligned: AlignedScore;
  readonly agreement: Agreement;
  readonly fit: number;
  /** As `bestShareOf`. */
  readonly share: number;
  readonly players: Ensemble;
  /** For each part the player's id, or null. */
  readonly matching: readonly (string | null)[];
}

/** Sounding pitches refer to A = 440 Hz, so they include the recording's tuning. */
const pitchOffset = (cents: number, shift: number): number => cents / 100 - shift;

export function notesOf(
  { score, aligned, agreement, players, matching }: FittedVersion,
  recording: HeardRecording,
): NotesDocument {
  const { sampleRate, frames, cents, sha256 } = recording;
  const semitones = pitchOffset(cents, aligned.found.shift);
  const notes = score.notes.flatMap(({ id, part, pitch }, index): Note[] => {
    const placed = aligned.notes[index] ?? null;
    const player = matching[part] ?? null;
    if (placed === null || player === null) return [];
    const { onset, offset } = placed;
    return noteAt({ id, player, pitch: pitch + semitones, onset, offset }, agreement, { sampleRate, frames });
  });
  return { format: 'divisi-notes', version: 1, recordingSha256: sha256, sampleRate, frames, players, notes };
}

/**
 * A placed note in samples, as sure as what is around it fits; none where it lies outside the recording.
 * @param note times in seconds of the recording, sounding pitch
 * @param from seconds of the recording at which the agreement begins
 */
export function noteAt(
  note: Pick<Note, 'id' | 'player' | 'onset' | 'offset' | 'pitch'>,
  agreement: Agreement,
  { sampleRate, frames }: Pick<HeardRecording, 'sampleRate' | 'frames'>,
  from = 0,
): Note[] {
  const onset = Math.max(0, Math.round(note.onset * sampleRate));
  const offset = Math.min(frames, Math.round(note.offset * sampleRate));
  if (onset >= offset) return [];
  const pitch = Math.round(1000 * Math.min(127, Math.max(0, note.pitch))) / 1000;
  const fit = fitOf(agreement, note.onset - from - 1, note.offset - from + 1) ?? 0;
  return [{ ...note, onset, offset, pitch, origin: 'score', confidence: rounded(fit) }];
}

export const rounded = (value: number): number => Math.round(value * 1000) / 1000;

export function reportOf(
  file: ScoreFile,
  version: FittedVersion,
  { sampleRate, frames, cents }: HeardRecording,
  scoreSha256: string,
  anchors: readonly BarAnchor[],
): AlignmentReport {
  const { score, aligned, agreement, matching } = version;
  const seconds = nominalSeconds(score.tempi);
  const [from, to] = aligned.scoreSpan;
  const place = barPlaces(aligned, anchorsOf(score, anchors, sampleRate));
  const bars = score.measures.map(({ label, notated, pass, onset, duration, beat }): AlignedBar => {
    const printed = { label, notated, pass, quarters: duration, beat };
    const [begin, end] = [seconds(onset), seconds(onset + duration)];
    if (end <= from || begin >= to) return { ...printed, start: null, end: null, fit: null };
    const [start, stop] = [place(begin), place(end)].map((time) => Math.max(0, time)) as [number, number];
    const how = fitOf(agreement, start, stop);
    return {
      ...printed,
      start: Math.min(frames - 1, Math.round(start * sampleRate)),
      end: Math.min(frames, Math.max(1, Math.round(stop * sampleRate))),
      fit: how === null ? null : rounded(how),
    };
  });
  const [firstHeard, lastHeard] = aligned.recordingSpan;
  return {
    scoreSha256,
    title: file.title,
    repeats: version.played.every(Boolean)
      ? 'as-written'
      : version.played.some(Boolean)
        ? 'some'
        : 'left-out',
    passages: passagesOf(file.score, file.repeats).map((passage, index) => ({
      ...passage,
      played: version.played[index] ?? true,
    })),
    fit: rounded(version.fit),
    tuningHz: Math.round(10 * 440 * 2 ** (pitchOffset(cents, aligned.found.shift) / 12)) / 10,
    tempo: rounded((lastHeard - firstHeard) / Math.max(HOP_SECONDS, to - from)),
    parts: score.parts.map(({ name }, part) => ({
      name,
      player: matching[part] ?? null,
      notes: score.notes.filter((note) => note.part === part).length,
    })),
    bars,
    anchors: [...anchors].sort((a, b) => a.bar - b.bar),
    notices: [...file.notices],
  };
}

/**
 * The position of a score time in the recording: where it is anchored, else from the notes that start there, if any,
 * otherwise from the path.
 */
export function barPlaces(
  { map, notes }: Pick<AlignedScore, 'map' | 'notes'>,
  anchors: readonly Anchor[],
): (scoreSeconds: number) => number {
  const onsets = new Map<number, number[]>();
  const keyOf = (time: number): number => Math.round(1000 * time);
  for (const note of notes) {
    if (note === null) continue;
    const key = keyOf(note.scoreOnset);
    onsets.set(key, [...(onsets.get(key) ?? []), note.onset]);
  }
  for (const { score, recording } of anchors) onsets.set(keyOf(score), [recording]);
  return (time) => {
    const there = (onsets.get(keyOf(time)) ?? []).sort((a, b) => a - b);
    return there[Math.floor(there.length / 2)] ?? toRecording(map, time);
  };
}

/**
 * Pinned bars as times of the score and of the recording.
 * @throws Failure `call/invalid` for a bar that is not in the score, or if a later bar is pinned to an earlier time
 */
export function anchorsOf(score: Score, pinned: readonly BarAnchor[], sampleRate: number): Anchor[] {
  const seconds = nominalSeconds(score.tempi);
  const anchors = [...pinned]
    .sort((a, b) => a.bar - b.bar)
    .map(({ bar, sample }): Anchor => {
      const measure = score.measures[bar];
      if (measure === undefined)
        throw new Failure('call/invalid', `The score has no bar ${bar} to be pinned`);
      return { score: seconds(measure.onset), recording: sample / sampleRate };
    });
  const isOrdered = anchors.every(
    ({ score: at, recording }, index) =>
      index === 0 || (at > anchors[index - 1]!.score && recording > anchors[index - 1]!.recording),
  );
  if (!isOrdered) throw new Failure('call/invalid', 'Bars were pinned in another order than they are played');
  return anchors;
}

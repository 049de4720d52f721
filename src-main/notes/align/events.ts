import { HOP_SECONDS, type BandMatrix } from './bands.ts';
import { DIMENSIONS, featuresOf, type Features } from './features.ts';
import { renderBands } from './render.ts';
import { riseOf } from './rises.ts';
import type { Anchor } from './zoom.ts';

/** A time in the score at which a note starts, or at which all parts rest. */
export interface ScoreEvent<N> {
  /** Seconds of the score. */
  readonly score: number;
  /** Notes that start here; none in a rest. */
  readonly beginning: readonly N[];
  /** Pitches that sound until the next event. */
  readonly sounding: readonly number[];
  /** The time that the path predicts, in seconds of the recording. */
  readonly expected: number;
}

export interface EventNote {
  readonly pitch: number;
  readonly scoreOnset: number;
  readonly scoreOffset: number;
  /** Where the path has it, in seconds of the recording. */
  readonly onset: number;
  readonly offset: number;
}

/** Onsets in the score closer than this count as simultaneous. */
const TOGETHER_SECONDS = 1e-3;
/** Shorter gaps between notes are articulation, not rests. */
const LEAST_REST_SECONDS = 0.15;

/** The events of a score, in order; the last one is its end. */
export function eventsOf<N extends EventNote>(notes: readonly N[]): ScoreEvent<N>[] {
  const events: ScoreEvent<N>[] = [];
  let sounding: N[] = [];
  const rest = (until: number): void => {
    const last = sounding.reduce<N | null>(
      (a, b) => (a === null || b.scoreOffset > a.scoreOffset ? b : a),
      null,
    );
    if (last === null || until - last.scoreOffset < LEAST_REST_SECONDS) return;
    events.push({ score: last.scoreOffset, beginning: [], sounding: [], expected: last.offset });
  };
  const sorted = [...notes].sort((a, b) => a.scoreOnset - b.scoreOnset);
  for (let first = 0; first < sorted.length;) {
    const score = sorted[first]!.scoreOnset;
    let next = first;
    while (next < sorted.length && sorted[next]!.scoreOnset - score < TOGETHER_SECONDS) next += 1;
    rest(score);
    const beginning = sorted.slice(first, next);
    sounding = [
      ...sounding.filter(({ scoreOffset }) => scoreOffset > score + TOGETHER_SECONDS),
      ...beginning,
    ];
    events.push({
      score,
      beginning,
      sounding: sounding.map(({ pitch }) => pitch),
      expected: beginning[0]!.onset,
    });
    first = next;
  }
  const end = sounding.reduce((latest, { scoreOffset }) => Math.max(latest, scoreOffset), 0);
  const expected = sounding.reduce((latest, { offset }) => Math.max(latest, offset), 0);
  if (events.length > 0) events.push({ score: end, beginning: [], sounding: [], expected });
  return events;
}

/**
 * The search range around the path, in frames: players linger on a fermata for longer than the path predicts.
 */
export const REACH = 65;
/** How far from an anchor, in frames, the attack that it means may lie: people do not hit it exactly. */
export const PIN_SLACK = 3;
/** Weight of an attack, in frames of matching sound, and the rise that counts fully. */
const ATTACK_WEIGHT = 6;
const FULL_RISE = 1;
/** The rise, as a share of the full one, from which an attack speaks for an event's being in the recording. */
const LEAST_SHARE = 0.3;
/** Cost of an unusual duration, in frames per squared octave of tempo, and its maximum, for a fermata. */
const TEMPO_WEIGHT = 4;
const MOST_TEMPO_COST = 5;
/** Weight of a frame in a rest. */
const REST_WORTH = 0.5;
/** Seconds of the score on either side over which the local tempo is measured. */
const TEMPO_SECONDS = 5;

/**
 * Prefix sums of a chord's cosines with frames `[from, to)`: `sums[n]` is the sum before frame `from + n`.
 */
function likenessSums(chord: Float32Array | null, heard: Features, from: number, to: number): Float64Array {
  const sums = new Float64Array(to - from + 1);
  for (let frame = from; frame < to; frame += 1) {
    let worth = 0;
    if (frame >= 0 && frame < heard.frames) {
      if (chord === null) worth = REST_WORTH;
      else for (let k = 0; k < 12; k += 1) worth += chord[k]! * heard.values[frame * DIMENSIONS + k]!;
    }
    sums[frame - from + 1] = sums[frame - from]! + worth;
  }
  return sums;
}

function chordOf(pitches: readonly number[]): Float32Array | null {
  if (pitches.length === 0) return null;
  const rendered = renderBands(
    pitches.map((pitch) => ({ onset: 0, offset: 1, pitch })),
    1,
  );
  return featuresOf(rendered, 1).values;
}

/** The anchor that says where an event starts, if there is one. */
export const pinOf = ({ score }: { readonly score: number }, anchors: readonly Anchor[]): Anchor | null =>
  anchors.find((anchor) => Math.abs(anchor.score - score) < TOGETHER_SECONDS) ?? null;

/**
 * Finds the frames at which the events start: the sequence, within range of the path, in which the sound
 * between two events best matches the score's chord, notes start where their harmonics rise, and durations
 * follow the local tempo. Uses dynamic programming over all frames in range, as in a semi-Markov score
 * follower.
 */
export function placeEvents<N extends EventNote>(
  bands: BandMatrix,
  heard: Features,
  events: readonly ScoreEvent<N>[],
  shift: number,
  anchors: readonly Anchor[],
): number[] {
  const width = 2 * REACH + 1;
  const pins = events.map((event) => pinOf(event, anchors));
  const centres = events.map(({ expected }, index) =>
    Math.round((pins[index]?.recording ?? expected) / HOP_SECONDS),
  );
  const back = events.map(() => new Int16Array(width).fill(-1));
  let before = new Float64Array(width).fill(-Infinity);
  const tempo = usualTempo(events);
  for (const [index, event] of events.entries()) {
    const attack = Float64Array.from({ length: width }, (_, n) => {
      const frame = centres[index]! - REACH + n;
      if (pins[index] !== null && Math.abs(n - REACH) > PIN_SLACK) return -Infinity;
      if (event.beginning.length === 0 || frame < 0 || frame >= bands.frames) return 0;
      const rise = event.beginning.reduce((sum, { pitch }) => sum + riseOf(bands, pitch - shift, frame), 0);
      return ATTACK_WEIGHT * (Math.min(1, rise / event.beginning.length / FULL_RISE) - LEAST_SHARE);
    });
    // The recording's time before the first event counts as a rest.
    let current: Float64Array<ArrayBuffer>;
    if (index === 0)
      current = attack.map((value, n) => value + Math.max(0, centres[0]! - REACH + n) * REST_WORTH);
    else {
      const previous = events[index - 1]!;
      const from = centres[index - 1]! - REACH;
      const shiftFrames = centres[index]! - centres[index - 1]!;
      const sums = likenessSums(
        chordOf(previous.sounding),
        heard,
        from,
        from + width + Math.max(0, shiftFrames),
      );
      const usual = ((event.score - previous.score) * tempo(index)) / HOP_SECONDS;
      const costs = durationCosts(usual, width + Math.max(0, shiftFrames));
      const steps = back[index]!;
      current = new Float64Array(width).fill(-Infinity);
      for (let n = 0; n < width; n += 1) {
        const end = n + shiftFrames;
        let [best, at] = [-Infinity, -1];
        for (let m = 0; m < width && m < end; m += 1) {
          const value = before[m]! - sums[m]! - costs[end - m]!;
          if (value > best) [best, at] = [value, m];
        }
        if (at < 0) continue;
        current[n] = best + sums[end]! + attack[n]!;
        steps[n] = at;
      }
    }
    before = current;
  }
  const frames = new Array<number>(events.length);
  let at = before.reduce((best, value, n) => (value > before[best]! ? n : best), REACH);
  for (let index = events.length - 1; index >= 0; index -= 1) {
    frames[index] = centres[index]! - REACH + at;
    at = index === 0 ? at : back[index]![at]!;
    // Events closer together than a frame leave no valid sequence: the remaining ones keep the path's
    // position.
    if (at < 0) at = REACH;
  }
  return frames;
}

/** Cost in frames of each duration in frames: squared octaves relative to the usual one. */
function durationCosts(usual: number, longest: number): Float64Array {
  return Float64Array.from({ length: longest + 1 }, (_, frames) =>
    frames === 0 ? 0 : Math.min(MOST_TEMPO_COST, TEMPO_WEIGHT * Math.log2(frames / Math.max(1, usual)) ** 2),
  );
}

/** Local tempo: the median, over nearby events, of recording seconds per score second along the path. */
function usualTempo<N>(events: readonly ScoreEvent<N>[]): (index: number) => number {
  const tempi = events.map((event, index) => {
    const previous = events[index - 1];
    return previous === undefined
      ? Number.NaN
      : (event.expected - previous.expected) / Math.max(1e-6, event.score - previous.score);
  });
  let [first, last] = [0, 0];
  return (index) => {
    const score = events[index]!.score;
    while (events[first]!.score < score - TEMPO_SECONDS) first += 1;
    while (last < events.length && events[last]!.score <= score + TEMPO_SECONDS) last += 1;
    const around = tempi
      .slice(first, last)
      .filter((value) => value > 0)
      .sort((a, b) => a - b);
    return around[Math.floor(around.length / 2)] ?? 1;
  };
}

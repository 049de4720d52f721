import { HOP_SECONDS } from './bands.ts';
import { DIMENSIONS, featuresOf, type Features } from './features.ts';
import type { PlacedNote } from './refine.ts';
import { renderBands } from './render.ts';

/** How well the sound matches the aligned notes, frame by frame. */
export interface Agreement {
  readonly frames: number;
  /** Cosine of the frame with the notes' pitch classes; NaN where no note or nothing sounds. */
  readonly own: Float32Array;
  /** The mean of the same with the notes transposed to the eleven other pitch classes. */
  readonly others: Float32Array;
  /** 1 where no transposition agrees better than the notes as they are. */
  readonly isBest: Uint8Array;
}

export function agreementOf(heard: Features, notes: readonly PlacedNote[]): Agreement {
  const placed = featuresOf(renderBands(notes, heard.frames), 1);
  const own = new Float32Array(heard.frames).fill(Number.NaN);
  const others = new Float32Array(heard.frames).fill(Number.NaN);
  const isBest = new Uint8Array(heard.frames);
  for (let frame = 0; frame < heard.frames; frame += 1) {
    const row = frame * DIMENSIONS;
    const cosines = new Float64Array(12);
    let [rowSounds, noteSounds] = [false, false];
    for (let k = 0; k < 12; k += 1) {
      if (heard.values[row + k] !== 0) rowSounds = true;
      if (placed.values[row + k] !== 0) noteSounds = true;
      for (let interval = 0; interval < 12; interval += 1) {
        cosines[interval]! += heard.values[row + k]! * placed.values[row + ((k + interval) % 12)]!;
      }
    }
    if (!rowSounds || !noteSounds) continue;
    own[frame] = cosines[0]!;
    const transposed = cosines.subarray(1);
    others[frame] = transposed.reduce((sum, value) => sum + value, 0) / 11;
    if (transposed.every((value) => value <= cosines[0]!)) isBest[frame] = 1;
  }
  return { frames: heard.frames, own, others, isBest };
}

/**
 * Fit over `[from, to)` seconds of the recording: 0 if the notes match no better than transposed ones, 1 for
 * a perfect match; null if nothing can be compared.
 */
export function fitOf({ own, others, frames }: Agreement, from: number, to: number): number | null {
  let [sum, other, count] = [0, 0, 0];
  const end = Math.min(frames, Math.round(to / HOP_SECONDS));
  for (let frame = Math.max(0, Math.round(from / HOP_SECONDS)); frame < end; frame += 1) {
    if (Number.isNaN(own[frame]!)) continue;
    sum += own[frame]!;
    other += others[frame]!;
    count += 1;
  }
  if (count === 0 || other >= count) return null;
  return Math.max(0, Math.min(1, (sum - other) / (count - other)));
}

/**
 * The share of the frames in `[from, to)` seconds in which the notes agree at least as well as each of their
 * transpositions: a count of ranks, which the timbre of the players changes less than it does the fit. A twelfth by
 * chance, more for another piece in the same key; null if nothing can be compared.
 */
export function bestShareOf({ own, isBest, frames }: Agreement, from: number, to: number): number | null {
  let [best, count] = [0, 0];
  const end = Math.min(frames, Math.round(to / HOP_SECONDS));
  for (let frame = Math.max(0, Math.round(from / HOP_SECONDS)); frame < end; frame += 1) {
    if (Number.isNaN(own[frame]!)) continue;
    best += isBest[frame]!;
    count += 1;
  }
  return count === 0 ? null : best / count;
}

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
}

export function agreementOf(heard: Features, notes: readonly PlacedNote[]): Agreement {
  const placed = featuresOf(renderBands(notes, heard.frames), 1);
  const own = new Float32Array(heard.frames).fill(Number.NaN);
  const others = new Float32Array(heard.frames).fill(Number.NaN);
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
    others[frame] = cosines.subarray(1).reduce((sum, value) => sum + value, 0) / 11;
  }
  return { frames: heard.frames, own, others };
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

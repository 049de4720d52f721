import { lobe } from './reference/partials/lobe.ts';

/** The grid of the pieces whose shares are sharpened. */
export const RATE = 22050;
export const SIZE = 4096;
export const HOP = 1024;
export const BIN_HZ = RATE / SIZE;
export const BINS = SIZE / 2 + 1;
export const FRAMES = 8;

/** Powers of a steady tone of ten equal partials, [BINS]. */
export function tone(hertz: number): Float64Array {
  const out = new Float64Array(BINS);
  for (let h = 1; h <= 10; h += 1) {
    const position = (h * hertz) / BIN_HZ;
    for (let k = 0; k < BINS; k += 1) out[k]! += lobe(k - position);
  }
  return out;
}

/** Magnitudes of `FRAMES` frames that all have this power. */
export const steady = (power: Float64Array): Float32Array[] =>
  Array.from({ length: FRAMES }, () => Float32Array.from(power, Math.sqrt));

/** Shares that are the same in every frame and bin, one value a slot. */
export const evenShares = (values: readonly number[]): Float32Array =>
  Float32Array.from(
    { length: values.length * FRAMES * BINS },
    (_, at) => values[Math.floor(at / (FRAMES * BINS))]!,
  );

/** The share of a tone's power that a slot has in the middle of the piece. */
export function shareOf(data: Float32Array, slot: number, power: Float64Array): number {
  const start = (slot * FRAMES + FRAMES / 2) * BINS;
  let [taken, all] = [0, 0];
  for (const [k, value] of power.entries()) {
    taken += value * data[start + k]!;
    all += value;
  }
  return taken / all;
}

import type { BitDepth } from '../../../src-shared/contract/audio.ts';
import { TpdfDither } from '../../../src-shared/dsp/dither.ts';
import { GRID_STEPS } from './encode-samples.ts';
import type { StoredFormat } from './encode-samples.ts';

export const STORED_FORMAT: Readonly<Record<BitDepth, StoredFormat>> = {
  '16': 's16',
  '24': 's24',
  '32f': 'f32',
};

export function bitsOf(bitDepth: BitDepth): 16 | 24 | null {
  return bitDepth === '32f' ? null : bitDepth === '16' ? 16 : 24;
}

/** Dithers in place where it must; seeded, so that the same input gives the same bytes. */
export interface Ditherer {
  apply(channels: readonly Float32Array[]): void;
}

/**
 * Triangular dither from the first sample on that the depth can't hold as it is. What lies on the depth's grid,
 * such as an untouched mix of a recording's stems at its own depth, is left alone to the bit.
 */
export function createDitherer(bits: 16 | 24, channels: number, seed = 0): Ditherer {
  const noise = Array.from(
    { length: channels },
    (_, channel) => new TpdfDither(bits, seed * 64 + channel + 1),
  );
  const steps = GRID_STEPS[bits === 16 ? 's16' : 's24'];
  let active = false;
  return {
    apply(planar) {
      const from = active ? 0 : firstOffGrid(planar, steps);
      if (from === null) return;
      active = true;
      planar.forEach((samples, channel) => noise[channel]?.apply(samples.subarray(from)));
    },
  };
}

function firstOffGrid(planar: readonly Float32Array[], steps: number): number | null {
  const firsts = planar
    .map((samples) => samples.findIndex((value) => !Number.isInteger(value * steps)))
    .filter((index) => index >= 0);
  return firsts.length === 0 ? null : Math.min(...firsts);
}

import { gridBits } from '../../src-shared/dsp/quantise.ts';
import type { SampleFormat } from '../../src-shared/contract/audio.ts';

/** 8-bit recordings get 16-bit stems: rounding to 8 bits would be audible. */
const LEAST_GRID_BITS = 16;

/** Bits of the grid on which the stems of a recording are stored; null for recordings of floats. */
export function storedGridBits(format: SampleFormat): number | null {
  const bits = gridBits(format);
  return bits === null ? null : Math.max(bits, LEAST_GRID_BITS);
}

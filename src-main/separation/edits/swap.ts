import { roundToGrid } from '../../../src-shared/dsp/quantise.ts';
import type { EditFade } from './crossfade.ts';
import type { StemBlocks, StemEstimates } from './rewrite.ts';

/** Indices of the stems to exchange; the number of stems stands for the rest. */
export interface SwapPair {
  readonly first: number;
  readonly second: number;
}

/**
 * Exchanges two stems in one block. What moves from one to the other, w·(second - first), is rounded to the grid
 * before it is added to one and subtracted from the other: their sum, and so the rest, stays bit for bit.
 * @param rest takes part where the pair names it; it follows from the stems, so it has no estimate
 * @param gridBits of the stored stems, or null for floats, where nothing is rounded
 */
export function swapped(
  before: StemBlocks,
  rest: readonly Float32Array[],
  start: number,
  { first, second }: SwapPair,
  fade: EditFade,
  gridBits: number | null,
): StemEstimates {
  const one = before[first] ?? rest;
  const other = before[second] ?? rest;
  const moved = one.map((samples, channel) =>
    Float64Array.from(samples, (value, n) => {
      const difference = fade.weight(start + n) * (other[channel]![n]! - value);
      return gridBits === null ? difference : roundToGrid(difference, gridBits);
    }),
  );
  const plus = (block: readonly Float32Array[], sign: 1 | -1) =>
    block.map((samples, channel) =>
      Float64Array.from(samples, (value, n) => value + sign * moved[channel]![n]!),
    );
  return before.map((block, index) =>
    index === first ? plus(block, 1) : index === second ? plus(block, -1) : block,
  );
}

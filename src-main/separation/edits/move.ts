import { roundToGrid } from '../../../src-shared/dsp/quantise.ts';
import type { EditFade } from './crossfade.ts';
import type { StemBlocks, StemEstimates } from './rewrite.ts';

/** Indices of stems; the number of stems stands for the rest. */
export interface MoveRoute {
  readonly source: number;
  readonly target: number;
  /** How much of the sound moves: 1 is all of it; less than zero takes from the target, up to doubling and beyond. */
  readonly share: number;
}

/**
 * Moves sound from one stem to another in one block. What moves is rounded to the grid before it is taken from one
 * and added to the other, so that their sum, and the rest if it takes no part, stays bit for bit.
 * @param sound of the source, by channel: what lies in the region's frequencies
 * @param gridBits of the stored stems, or null for floats, where nothing is rounded
 */
export function movedSound(
  before: StemBlocks,
  sound: readonly Float64Array[],
  start: number,
  { source, target, share }: MoveRoute,
  fade: EditFade,
  gridBits: number | null,
): StemEstimates {
  const moving = sound.map((samples) =>
    samples.map((value, n) => {
      const part = share * fade.weight(start + n) * value;
      return gridBits === null ? part : roundToGrid(part, gridBits);
    }),
  );
  const plus = (block: readonly Float32Array[], sign: 1 | -1) =>
    block.map((samples, channel) =>
      Float64Array.from(samples, (value, n) => value + sign * moving[channel]![n]!),
    );
  return before.map((block, index) =>
    index === source ? plus(block, -1) : index === target ? plus(block, 1) : block,
  );
}

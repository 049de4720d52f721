import type { EditFade } from './crossfade.ts';
import type { StemBlocks, StemEstimates } from './rewrite.ts';

/** Fades from the stems as they were to those that were separated again: before + w·(made - before). */
export function faded(before: StemBlocks, made: StemBlocks, start: number, fade: EditFade): StemEstimates {
  return before.map((channels, stem) =>
    channels.map((samples, channel) =>
      Float64Array.from(samples, (value, n) => {
        const weight = fade.weight(start + n);
        const other = made[stem]![channel]![n]!;
        return weight === 1 ? other : value + weight * (other - value);
      }),
    ),
  );
}

import type { Figures } from '../../src-shared/contract/quality.ts';
import type { StemMetrics } from '../../src-shared/dsp/metrics.ts';
import type { PerceptualFigures } from '../../src-shared/dsp/perceptual.ts';

/** JSON has no infinity, and no recording comes near; a perfect estimate reads this. */
const MOST_DB = 200;

export const boundedDb = (value: number | null): number | null =>
  value === null ? null : Math.max(-MOST_DB, Math.min(MOST_DB, value));

/** What every comparison with a reference reports; null where the reference is silent, or where it was not measured. */
export const figuresOf = (
  { sdr, siSdr }: Pick<StemMetrics, 'sdr' | 'siSdr'>,
  perceptual: Pick<PerceptualFigures, 'nlpd' | 'msSsim'> | null,
): Figures => ({
  sdr: boundedDb(sdr),
  siSdr: boundedDb(siSdr),
  nlpd: perceptual?.nlpd ?? null,
  msSsim: perceptual?.msSsim ?? null,
});

/** Signals added sample by sample in 64 bits, as stems and rest add up to a recording. All of one shape. */
export function sumOf(signals: readonly (readonly Float32Array[])[]): Float32Array[] {
  const [first = []] = signals;
  return first.map((_, channel) => {
    const total = new Float64Array(first[channel]?.length ?? 0);
    for (const signal of signals) signal[channel]?.forEach((value, n) => (total[n]! += value));
    return Float32Array.from(total);
  });
}

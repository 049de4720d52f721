import type { Figures } from '../../src-shared/contract/quality.ts';
import type { StemMetrics } from '../../src-shared/dsp/metrics.ts';
import type { PerceptualFigures } from '../../src-shared/dsp/perceptual.ts';

/** Replaces infinity, which JSON lacks; a perfect estimate gets this value, and no real recording comes close. */
const MOST_DB = 200;

export const boundedDb = (value: number | null): number | null =>
  value === null ? null : Math.max(-MOST_DB, Math.min(MOST_DB, value));

/**
 * The figures that every comparison with a reference reports; null if the reference is silent or the figure was not
 * measured.
 */
export const figuresOf = (
  { sdr, siSdr }: Pick<StemMetrics, 'sdr' | 'siSdr'>,
  perceptual: Pick<PerceptualFigures, 'nlpd' | 'msSsim'> | null,
): Figures => ({
  sdr: boundedDb(sdr),
  siSdr: boundedDb(siSdr),
  nlpd: perceptual?.nlpd ?? null,
  msSsim: perceptual?.msSsim ?? null,
});

/** Sums signals sample by sample in 64 bits, as stems and rest add up to a recording. All must have the same shape. */
export function sumOf(signals: readonly (readonly Float32Array[])[]): Float32Array[] {
  const [first = []] = signals;
  return first.map((_, channel) => {
    const total = new Float64Array(first[channel]?.length ?? 0);
    for (const signal of signals) signal[channel]?.forEach((value, n) => (total[n]! += value));
    return Float32Array.from(total);
  });
}

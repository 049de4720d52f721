import { studentQuantile } from './distributions.ts';

/** What a box plot shows, and the mean with its interval. */
export interface Description {
  readonly n: number;
  readonly mean: number;
  /** Half the width of the 95 % confidence interval of the mean (Student's t); null for one value. */
  readonly ci95: number | null;
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
  /** The outermost values within 1.5 interquartile ranges of the box (Tukey). */
  readonly whiskerLow: number;
  readonly whiskerHigh: number;
  readonly outliers: readonly number[];
}

/** Quantile `p` of sorted values by linear interpolation between order statistics (Hyndman and Fan's type 7). */
export function quantile(sorted: readonly number[], p: number): number {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[below + 1] ?? low;
  return low + (at - below) * (high - low);
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param values at least one */
export function describe(values: readonly number[]): Description {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const mean = meanOf(sorted);
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const q1 = quantile(sorted, 0.25);
  const q3 = quantile(sorted, 0.75);
  const reach = 1.5 * (q3 - q1);
  const inside = sorted.filter((value) => value >= q1 - reach && value <= q3 + reach);
  return {
    n,
    mean,
    ci95: n < 2 ? null : studentQuantile(0.025, n - 1) * Math.sqrt(variance / n),
    median: quantile(sorted, 0.5),
    q1,
    q3,
    whiskerLow: inside[0] ?? q1,
    whiskerHigh: inside.at(-1) ?? q3,
    outliers: sorted.filter((value) => value < q1 - reach || value > q3 + reach),
  };
}

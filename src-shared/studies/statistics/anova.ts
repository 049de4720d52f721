import { betaCdf } from './distributions.ts';

export interface AnovaResult {
  readonly f: number;
  /** Of the conditions and of the error, before the correction. */
  readonly degrees: readonly [number, number];
  /** Greenhouse and Geisser's estimate of how far sphericity is violated: 1 not at all, 1 / (conditions - 1) at worst. */
  readonly epsilon: number;
  /** With the degrees of freedom multiplied by `epsilon`. */
  readonly p: number;
  /** Huynh and Feldt's estimate, which is less conservative. */
  readonly huynhFeldt: number;
  /** With the degrees of freedom multiplied by `huynhFeldt`. */
  readonly pHuynhFeldt: number;
  /** Partial eta squared: the conditions' share of the variation that is not the listeners'; 0 to 1. */
  readonly etaSquared: number;
}

/**
 * Analysis of variance of repeated measures, one factor (S. E. Maxwell and H. D. Delaney, Designing Experiments and
 * Analyzing Data, chapter 11), its degrees of freedom corrected after S. W. Greenhouse and S. Geisser, Psychometrika 24,
 * 1959, and H. Huynh and L. S. Feldt, Journal of Educational Statistics 1, 1976, so that the variances of differences need
 * not be equal.
 * @param blocks one row a listener, one column a condition; at least two rows and columns
 * @returns null for fewer, and where nothing but the conditions makes a difference
 */
export function repeatedMeasures(blocks: readonly (readonly number[])[]): AnovaResult | null {
  const n = blocks.length;
  const k = blocks[0]?.length ?? 0;
  if (n < 2 || k < 2) return null;
  const conditions = Array.from({ length: k }, (_, column) => mean(blocks.map((row) => row[column] ?? NaN)));
  const grand = mean(conditions);
  // What a listener's level and a condition's mean do not explain.
  const residuals = blocks.map((row) => {
    const own = mean(row);
    return row.map((value, column) => value - own - (conditions[column] ?? NaN) + grand);
  });
  const between = n * conditions.reduce((sum, value) => sum + (value - grand) ** 2, 0);
  const error = residuals.flat().reduce((sum, value) => sum + value * value, 0);
  if (error <= 1e-12 * (between + error)) return null;
  const degrees = [k - 1, (k - 1) * (n - 1)] as const;
  const f = between / degrees[0] / (error / degrees[1]);
  const epsilon = sphericity(residuals);
  const tailWith = (factor: number): number => {
    const [d1, d2] = [degrees[0] * factor, degrees[1] * factor];
    return betaCdf(d2 / (d2 + d1 * f), d2 / 2, d1 / 2);
  };
  const lenient = huynhFeldt(epsilon, n, k);
  return {
    ...{ f, degrees, epsilon, p: tailWith(epsilon) },
    ...{ huynhFeldt: lenient, pHuynhFeldt: tailWith(lenient) },
    etaSquared: between / (between + error),
  };
}

/** (n(k-1)ε - 2) / ((k-1)(n-1-(k-1)ε)), at most 1; ε itself where the listeners are too few for it. */
function huynhFeldt(epsilon: number, n: number, k: number): number {
  const denominator = (k - 1) * (n - 1 - (k - 1) * epsilon);
  if (denominator < 1e-9) return epsilon;
  return Math.max(epsilon, Math.min(1, (n * (k - 1) * epsilon - 2) / denominator));
}

/** The trace's square over the squares' sum of the residuals' covariance, divided by the degrees of freedom. */
function sphericity(residuals: readonly (readonly number[])[]): number {
  const k = residuals[0]?.length ?? 0;
  let trace = 0;
  let squares = 0;
  for (let a = 0; a < k; a += 1) {
    for (let b = 0; b < k; b += 1) {
      const product = residuals.reduce((sum, row) => sum + (row[a] ?? NaN) * (row[b] ?? NaN), 0);
      if (a === b) trace += product;
      squares += product * product;
    }
  }
  return (trace * trace) / ((k - 1) * squares);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

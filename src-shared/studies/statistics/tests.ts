import { chiSquaredTail, normalTail } from './distributions.ts';
import { ranksOf, tieSum } from './ranks.ts';

export interface FriedmanResult {
  readonly chiSquared: number;
  readonly degrees: number;
  readonly p: number;
  /** Kendall's coefficient of concordance W, χ² / (n (k - 1)): 0 no agreement among listeners, 1 the same order. */
  readonly concordance: number;
}

/**
 * Friedman's test with correction for ties (Friedman 1937; Conover, Practical Nonparametric Statistics, 5.8).
 * @param blocks one row a listener, one column a condition; at least two rows and three columns
 * @returns null for fewer, and where every row is tied throughout
 */
export function friedman(blocks: readonly (readonly number[])[]): FriedmanResult | null {
  const n = blocks.length;
  const k = blocks[0]?.length ?? 0;
  if (n < 2 || k < 3) return null;
  const sums = new Array<number>(k).fill(0);
  let ties = 0;
  for (const block of blocks) {
    const ranked = ranksOf(block);
    ranked.ranks.forEach((rank, column) => (sums[column] = (sums[column] ?? 0) + rank));
    ties += tieSum(ranked.ties);
  }
  const correction = 1 - ties / (n * k * (k * k - 1));
  if (correction === 0) return null;
  const squares = sums.reduce((total, sum) => total + sum * sum, 0);
  const chiSquared = ((12 / (n * k * (k + 1))) * squares - 3 * n * (k + 1)) / correction;
  const concordance = chiSquared / (n * (k - 1));
  return { chiSquared, degrees: k - 1, p: chiSquaredTail(chiSquared, k - 1), concordance };
}

export interface WilcoxonResult {
  /** Differences that aren't zero. */
  readonly n: number;
  /** The smaller sum of signed ranks. */
  readonly w: number;
  /** Two-sided. */
  readonly p: number;
  /** Rank-biserial correlation of matched pairs (Kerby 2014): -1 where `b` is always greater, 1 where `a` is. */
  readonly effect: number;
  /** From the exact distribution, otherwise from the normal approximation with correction for ties. */
  readonly isExact: boolean;
}

/** The exact distribution is used up to this many differences, where none are tied. */
const MOST_EXACT = 50;

/**
 * Wilcoxon's signed-rank test (Wilcoxon 1945); differences of zero are left out.
 * @returns null if all are zero
 */
export function wilcoxon(a: readonly number[], b: readonly number[]): WilcoxonResult | null {
  const differences = a
    .map((value, index) => value - (b[index] ?? Number.NaN))
    .filter((value) => value !== 0);
  const n = differences.length;
  if (n === 0) return null;
  const { ranks, ties } = ranksOf(differences.map(Math.abs));
  const positive = differences.reduce((sum, value, index) => sum + (value > 0 ? (ranks[index] ?? 0) : 0), 0);
  const total = (n * (n + 1)) / 2;
  const w = Math.min(positive, total - positive);
  const effect = (2 * positive - total) / total;
  const isExact = ties.length === 0 && n <= MOST_EXACT && n === a.length;
  if (isExact) return { n, w, effect, p: Math.min(1, 2 * shareOfRankSums(n, w)), isExact };
  const spread = Math.sqrt((n * (n + 1) * (2 * n + 1) - tieSum(ties) / 2) / 24);
  return { n, w, effect, p: Math.min(1, 2 * normalTail(Math.abs(w - total / 2) / spread)), isExact };
}

/** Share of the 2^n sign patterns whose positive ranks sum to `w` or less. */
function shareOfRankSums(n: number, w: number): number {
  const total = (n * (n + 1)) / 2;
  const counts = new Float64Array(total + 1);
  counts[0] = 1;
  for (let rank = 1; rank <= n; rank += 1) {
    for (let sum = total; sum >= rank; sum -= 1) counts[sum] = (counts[sum] ?? 0) + (counts[sum - rank] ?? 0);
  }
  return counts.slice(0, w + 1).reduce((share, count) => share + count, 0) / 2 ** n;
}

/** P-values adjusted for testing them all (Holm 1979), in the given order. */
export function holm(values: readonly number[]): number[] {
  const order = values.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(values.length).fill(1);
  let most = 0;
  order.forEach(({ p, index }, rank) => {
    most = Math.max(most, Math.min(1, p * (values.length - rank)));
    adjusted[index] = most;
  });
  return adjusted;
}

/** P(X ≥ correct) for guessing among two: the one-sided exact binomial test of an ABX session. */
export function binomialTail(correct: number, trials: number): number {
  let term = 0.5 ** trials;
  let tail = correct === 0 ? term : 0;
  for (let k = 1; k <= trials; k += 1) {
    term *= (trials - k + 1) / k;
    if (k >= correct) tail += term;
  }
  return Math.min(1, tail);
}

/** A blind comparison of mixes: rounds of shuffled labels, what was picked, and how likely that is by chance. */

/** What was picked in a round: a mix, or null where the listener had no preference. */
export type Pick = string | null;

export interface Tally {
  /** How often each mix was picked, in the order in which the mixes were given. */
  readonly counts: readonly { readonly id: string; readonly picks: number }[];
  /** Rounds without a preference, which the probability leaves out. */
  readonly undecided: number;
  /**
   * How likely it is that some mix is picked at least as often as the most picked one, if every pick is a guess: the
   * upper tail of the binomial distribution times the number of mixes, at most 1. For two mixes this is the exact
   * two-sided test. Null before a pick.
   */
  readonly p: number | null;
}

/** The mixes in random order: each place from the last is filled with a random one of those left. @param random gives numbers from 0 up to but not including 1 */
export function shuffled(ids: readonly string[], random: () => number): string[] {
  const order = [...ids];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const at = Math.floor(random() * (last + 1));
    const [moved] = order.splice(at, 1);
    if (moved !== undefined) order.splice(last, 0, moved);
  }
  return order;
}

export function tallyOf(ids: readonly string[], picks: readonly Pick[]): Tally {
  const counts = ids.map((id) => ({ id, picks: picks.filter((pick) => pick === id).length }));
  const decided = counts.reduce((sum, { picks: n }) => sum + n, 0);
  const most = Math.max(0, ...counts.map(({ picks: n }) => n));
  return {
    counts,
    undecided: picks.length - decided,
    p: decided === 0 ? null : Math.min(1, ids.length * upperTail(decided, most, 1 / ids.length)),
  };
}

/** P(X >= k) for X binomially distributed with n trials of probability p. */
export function upperTail(n: number, k: number, p: number): number {
  let sum = 0;
  for (let i = Math.max(0, k); i <= n; i += 1) {
    sum += Math.exp(logChoose(n, i) + i * Math.log(p) + (n - i) * Math.log1p(-p));
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i += 1) sum += Math.log(n - k + i) - Math.log(i);
  return sum;
}

/** A random number from 0 up to but not including 1, from the platform's cryptographic generator. */
export const trulyRandom = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

/** Ranks from 1; tied values share the mean of their ranks. */
export function ranksOf(values: readonly number[]): {
  readonly ranks: readonly number[];
  readonly ties: readonly number[];
} {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length).fill(0);
  const ties: number[] = [];
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && order[to]?.value === order[from]?.value) to += 1;
    for (const { index } of order.slice(from, to)) ranks[index] = (from + 1 + to) / 2;
    if (to - from > 1) ties.push(to - from);
    from = to;
  }
  return { ranks, ties };
}

/** Σ(t³ − t) over the groups of tied values, which every tie correction is made of. */
export const tieSum = (ties: readonly number[]): number => ties.reduce((sum, t) => sum + t ** 3 - t, 0);

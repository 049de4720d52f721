export interface BradleyTerry {
  /** By item, summing to 1: item i is preferred to j with probability worth_i / (worth_i + worth_j). */
  readonly worth: readonly number[];
  /** Half a win was added for each ordered pair that met, because without it some worth would be 0 or infinite. */
  readonly isSmoothed: boolean;
}

/**
 * The Bradley-Terry model by the minorisation of Hunter (Annals of Statistics 32, 2004), to the point where no worth
 * changes by more than 1e-12.
 * @param wins `wins[i][j]`: how often i was preferred to j; a tie counts half for each
 * @returns null if nothing was compared
 */
export function bradleyTerry(wins: readonly (readonly number[])[]): BradleyTerry | null {
  const items = wins.map((_, index) => index);
  const won = (i: number, j: number): number => wins[i]?.[j] ?? 0;
  const met = (i: number, j: number): number => won(i, j) + won(j, i);
  if (!items.some((i) => items.some((j) => met(i, j) > 0))) return null;
  const isSmoothed = !isStronglyConnected(items, won);
  const extra = (i: number, j: number): number => (isSmoothed && met(i, j) > 0 ? 0.5 : 0);
  const total = items.map((i) => items.reduce((sum, j) => sum + won(i, j) + extra(i, j), 0));
  let worth = items.map(() => 1 / items.length);
  for (let step = 0; step < 100_000; step += 1) {
    const next = items.map((i) => {
      const own = worth[i] ?? 0;
      const sum = items.reduce((all, j) => {
        const meetings = met(i, j) + 2 * extra(i, j);
        return i === j || meetings === 0 ? all : all + meetings / (own + (worth[j] ?? 0));
      }, 0);
      return sum === 0 ? own : (total[i] ?? 0) / sum;
    });
    const scale = next.reduce((sum, value) => sum + value, 0);
    const scaled = next.map((value) => value / scale);
    const change = Math.max(...scaled.map((value, i) => Math.abs(value - (worth[i] ?? 0))));
    worth = scaled;
    if (change < 1e-12) break;
  }
  return { worth, isSmoothed };
}

/** Ford's condition for finite worths: from every item a chain of wins leads to every other. */
function isStronglyConnected(items: readonly number[], won: (i: number, j: number) => number): boolean {
  const reaches = (from: (i: number, j: number) => number): boolean => {
    const seen = new Set([0]);
    for (const i of seen) for (const j of items) if (from(i, j) > 0) seen.add(j);
    return seen.size === items.length;
  };
  return reaches(won) && reaches((i, j) => won(j, i));
}

/**
 * The number of insertions, deletions, substitutions and swaps of neighbouring letters that turn `from` into `to`
 * (optimal string alignment).
 */
export function editDistance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (isSame ? 0 : 1),
          isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(from.length, to.length);
}

/** The choice that is closest to a misspelt word, or null if none is close. */
export function nearest(word: string, choices: readonly string[]): string | null {
  const most = Math.max(1, Math.floor(word.length / 3));
  const [found] = choices
    .map((choice) => ({ choice, distance: editDistance(word.toLowerCase(), choice) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance);
  return found?.choice ?? null;
}

/**
 * The end of a message about an unknown word: `; did you mean "separate"?`, or an empty string if no choice is close.
 */
export function didYouMean(word: string, choices: readonly string[]): string {
  const found = nearest(word, choices);
  return found === null ? '' : `; did you mean "${found}"?`;
}

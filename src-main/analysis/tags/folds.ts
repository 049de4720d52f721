/** Most folds that examples are cut into. */
export const MOST_FOLDS = 5;

export interface Folds {
  /** By example: the fold in which it is held out, from 0. */
  readonly foldOf: readonly number[];
  readonly count: number;
  readonly groupedBy: 'recording' | 'item';
}

/**
 * Cuts examples into folds for cross-validation. Those of one recording sound alike, whatever the tag, so they are
 * held out together; where that leaves some training set with one class only, each example goes by itself.
 * @param labels true for the tag
 * @param groups by example: which recording it is of
 */
export function cutFolds(labels: readonly boolean[], groups: readonly number[]): Folds {
  const together = cut(labels, groups);
  if (together !== null) return { ...together, groupedBy: 'recording' };
  const single = cut(
    labels,
    labels.map((_, index) => index),
  );
  if (single === null) throw new Error('two examples of each class are needed');
  return { ...single, groupedBy: 'item' };
}

/** Groups with the most positives first, each to the fold with the fewest positives, then the fewest examples. */
function cut(labels: readonly boolean[], groups: readonly number[]): Omit<Folds, 'groupedBy'> | null {
  const sizes = new Map<number, { positives: number; examples: number }>();
  for (const [index, group] of groups.entries()) {
    const size = sizes.get(group) ?? { positives: 0, examples: 0 };
    size.positives += labels[index] === true ? 1 : 0;
    size.examples += 1;
    sizes.set(group, size);
  }
  const withClass = (has: (size: { positives: number; examples: number }) => boolean): number =>
    [...sizes.values()].filter(has).length;
  const count = Math.min(
    MOST_FOLDS,
    withClass(({ positives }) => positives > 0),
    withClass(({ positives, examples }) => examples > positives),
  );
  if (count < 2) return null;
  const folds = Array.from({ length: count }, () => ({ positives: 0, examples: 0 }));
  const foldOfGroup = new Map<number, number>();
  const ordered = [...sizes].sort(([, a], [, b]) => b.positives - a.positives || b.examples - a.examples);
  for (const [group, size] of ordered) {
    let best = 0;
    for (const [index, fold] of folds.entries()) {
      const rival = folds[best]!;
      const isBetter =
        fold.positives < rival.positives ||
        (fold.positives === rival.positives && fold.examples < rival.examples);
      if (isBetter) best = index;
    }
    folds[best]!.positives += size.positives;
    folds[best]!.examples += size.examples;
    foldOfGroup.set(group, best);
  }
  const total = folds.reduce(
    (sum, { positives, examples }) => ({
      positives: sum.positives + positives,
      examples: sum.examples + examples,
    }),
    { positives: 0, examples: 0 },
  );
  const canTrain = folds.every(({ positives, examples }) => {
    const left = { positives: total.positives - positives, examples: total.examples - examples };
    return examples > 0 && left.positives > 0 && left.examples > left.positives;
  });
  return canTrain ? { foldOf: groups.map((group) => foldOfGroup.get(group)!), count } : null;
}

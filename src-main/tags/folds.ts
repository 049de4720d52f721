/** Maximum number of cross-validation folds. */
export const MOST_FOLDS = 5;

export interface Folds {
  /** Per example: the index of the fold that holds it out, from 0. */
  readonly foldOf: readonly number[];
  readonly count: number;
  readonly groupedBy: 'recording' | 'item';
}

/**
 * Splits examples into cross-validation folds. Examples of one recording sound alike, whatever the tag, so they are
 * held out together. If that leaves a training set with only one class, the examples are split individually.
 * @param labels true for the tag
 * @param groups per example: the recording that it belongs to
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

interface Size {
  readonly positives: number;
  readonly negatives: number;
}

const NOTHING: Size = { positives: 0, negatives: 0 };
const sumOf = (a: Size, b: Size): Size => ({
  positives: a.positives + b.positives,
  negatives: a.negatives + b.negatives,
});

/**
 * Assigns the groups with the most positives first, each to the fold with the fewest positives; then the groups without
 * positives, each to the fold with the fewest negatives. Returns null if any training set would have only one class.
 */
function cut(labels: readonly boolean[], groups: readonly number[]): Omit<Folds, 'groupedBy'> | null {
  const sizes = new Map<number, Size>();
  for (const [index, group] of groups.entries()) {
    const one = labels[index] === true ? { positives: 1, negatives: 0 } : { positives: 0, negatives: 1 };
    sizes.set(group, sumOf(sizes.get(group) ?? NOTHING, one));
  }
  const all = [...sizes.values()];
  const count = Math.min(
    MOST_FOLDS,
    all.filter(({ positives }) => positives > 0).length,
    all.filter(({ negatives }) => negatives > 0).length,
  );
  if (count < 2) return null;
  const folds = Array.from({ length: count }, () => NOTHING);
  const foldOfGroup = new Map<number, number>();
  for (const [group, size] of [...sizes].sort(
    ([, a], [, b]) => b.positives - a.positives || b.negatives - a.negatives,
  )) {
    const loadOf = (fold: Size): number => (size.positives > 0 ? fold.positives : fold.negatives);
    let best = 0;
    for (const [index, fold] of folds.entries()) {
      const rival = folds[best]!;
      const more = loadOf(fold) - loadOf(rival);
      if (more < 0 || (more === 0 && examplesOf(fold) < examplesOf(rival))) best = index;
    }
    folds[best] = sumOf(folds[best]!, size);
    foldOfGroup.set(group, best);
  }
  const total = folds.reduce(sumOf, NOTHING);
  const canTrain = folds.every(
    ({ positives, negatives }) => positives < total.positives && negatives < total.negatives,
  );
  return canTrain ? { foldOf: groups.map((group) => foldOfGroup.get(group)!), count } : null;
}

const examplesOf = ({ positives, negatives }: Size): number => positives + negatives;

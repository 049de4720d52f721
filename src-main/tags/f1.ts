/**
 * F1 of each class, 2·TP / (2·TP + FP + FN), weighted by the class's number of examples. A class that is neither
 * present nor predicted counts as 0, as in scikit-learn's `f1_score(average='weighted', zero_division=0)`.
 */
export function weightedF1(truth: readonly boolean[], predicted: readonly boolean[]): number {
  if (truth.length !== predicted.length || truth.length === 0)
    throw new Error('a prediction for each example');
  return [true, false].reduce((sum, label) => {
    const has = truth.filter((value) => value === label).length;
    const said = predicted.filter((value) => value === label).length;
    const right = truth.filter((value, index) => value === label && predicted[index] === label).length;
    return sum + (has + said === 0 ? 0 : (has / truth.length) * ((2 * right) / (has + said)));
  }, 0);
}

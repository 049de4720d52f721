import { dot, rowAt, rowCount, type Rows } from './matrix.ts';

/** The number of nearest examples that vote. */
export const NEIGHBOURS = 5;

/**
 * k-nearest-neighbours vote by cosine similarity of unit vectors. Each neighbour votes for its class with the inverse
 * of the class's size, so that the classes have equal weight. Ties go to the earlier example.
 * @returns 0 to 1: the share of the votes for the tag
 */
export function neighboursConfidence(
  examples: Rows,
  labels: readonly boolean[],
  vector: Float32Array,
  k = NEIGHBOURS,
): number {
  const count = rowCount(examples);
  const positives = labels.filter(Boolean).length;
  if (positives === 0 || positives === count) throw new Error('examples of both classes are needed');
  const nearest: { similarity: number; label: boolean }[] = [];
  for (let index = 0; index < count; index += 1) {
    const similarity = dot(rowAt(examples, index), vector);
    const last = nearest.at(-1);
    if (nearest.length === k && last !== undefined && similarity <= last.similarity) continue;
    const place = nearest.findIndex((other) => other.similarity < similarity);
    nearest.splice(place === -1 ? nearest.length : place, 0, { similarity, label: labels[index]! });
    if (nearest.length > k) nearest.pop();
  }
  const voting = nearest.filter(({ label }) => label).length;
  const votes = voting / positives;
  return votes / (votes + (nearest.length - voting) / (count - positives));
}

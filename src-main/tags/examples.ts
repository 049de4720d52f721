/** An item that can be learnt from or proposed. */
export interface Decided {
  /** What the user said of it and the tag; null where nothing. */
  readonly holds: boolean | null;
}

/** At least so many with the tag, and so many without, are needed before anything is proposed. */
export const EXAMPLES_NEEDED = 5;

/** Enough to learn from, and few enough that it takes about a second. */
const MOST_POSITIVES = 100;
const MOST_NEGATIVES = 300;
/** Presumed negatives for each positive; and at least so many in all. */
const PRESUMED_EACH = 3;
const PRESUMED_LEAST = 40;

export interface Examples<T> {
  readonly positives: readonly T[];
  readonly refused: readonly T[];
  /** Without the tag, and taken not to deserve it: most of a library does not. */
  readonly presumed: readonly T[];
}

/**
 * Whom to learn a tag from. What the user said counts first; the untagged fill up, drawn evenly from all of them. The
 * same items give the same choice.
 */
export function chooseExamples<T extends Decided>(items: readonly T[]): Examples<T> {
  const of = (holds: boolean | null): T[] => items.filter((item) => item.holds === holds);
  const positives = drawn(of(true), MOST_POSITIVES);
  const refused = drawn(of(false), MOST_NEGATIVES);
  const wanted = Math.min(MOST_NEGATIVES, Math.max(PRESUMED_LEAST, PRESUMED_EACH * positives.length));
  return { positives, refused, presumed: drawn(of(null), Math.max(0, wanted - refused.length)) };
}

/** `count` of the items, in their order, by a shuffle (Fisher and Yates) that is the same each time. */
function drawn<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  const order = items.map((_, index) => index);
  let state = 0x2545f491;
  for (let last = order.length - 1; last > 0; last -= 1) {
    // xorshift32 (Marsaglia 2003).
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const other = (state >>> 0) % (last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order
    .slice(0, count)
    .sort((a, b) => a - b)
    .map((index) => items[index]!);
}

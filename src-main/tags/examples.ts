/** An item that can serve as an example or receive a proposal. */
export interface Decided {
  /** The user's decision on this tag for the item; null if undecided. */
  readonly holds: boolean | null;
}

/** Proposals need at least this many examples with the tag and as many without. */
export const EXAMPLES_NEEDED = 5;

/** Enough to learn from, and few enough that training takes about a second. */
const MOST_POSITIVES = 100;
const MOST_NEGATIVES = 300;
/** Presumed negatives per positive, and their minimum in total. */
const PRESUMED_EACH = 3;
const PRESUMED_LEAST = 40;

export interface Examples<T> {
  readonly positives: readonly T[];
  readonly refused: readonly T[];
  /** Untagged items presumed not to deserve the tag, as most of a library does not. */
  readonly presumed: readonly T[];
}

/**
 * Chooses the examples for learning a tag. The user's decisions come first; untagged items, sampled uniformly, fill up
 * the rest. The choice is deterministic for the same items.
 */
export function chooseExamples<T extends Decided>(items: readonly T[]): Examples<T> {
  const of = (holds: boolean | null): T[] => items.filter((item) => item.holds === holds);
  const positives = drawn(of(true), MOST_POSITIVES);
  const refused = drawn(of(false), MOST_NEGATIVES);
  const wanted = Math.min(MOST_NEGATIVES, Math.max(PRESUMED_LEAST, PRESUMED_EACH * positives.length));
  return { positives, refused, presumed: drawn(of(null), Math.max(0, wanted - refused.length)) };
}

/** Samples `count` items with a deterministic Fisher–Yates shuffle and keeps their order. */
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

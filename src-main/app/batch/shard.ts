/** One of several machines that share a batch. */
export interface Shard {
  /** Counted from 1. */
  readonly index: number;
  readonly count: number;
}

/**
 * The files of one shard: every `count`th of the list, sorted by path. The position decides rather than the content, because
 * hashing would make every machine read every file; neighbours, which are often alike, go to different machines. Each shard
 * must see the same list.
 */
export function filesOfShard<F extends { readonly path: string }>(
  files: readonly F[],
  { index, count }: Shard,
): F[] {
  return files
    .toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .filter((_, position) => position % count === index - 1);
}

import type { StemSounds } from '../../../../src-shared/contract/stem-versions.ts';
import type { StemId } from '../../../../src-shared/project/ids.ts';

/** For each stem, the stem whose name it gets: always a permutation. */
export type Names = ReadonlyMap<StemId, StemId>;

export const asTheyAre = (stems: readonly StemId[]): Names => new Map(stems.map((id) => [id, id]));

/** Gives a stem a name; the stem that had it gets the one that becomes free. */
export function withName(names: Names, stem: StemId, name: StemId): Names {
  const free = names.get(stem);
  if (free === undefined) throw new Error(`there is no stem ${stem}`);
  const entries = [...names].map(
    ([id, now]) => [id, id === stem ? name : now === name ? free : now] as const,
  );
  return new Map(entries);
}

/** What changes: each stem takes the sound of the one that got its name. */
export const soundsOf = (names: Names): StemSounds =>
  [...names].filter(([stem, name]) => stem !== name).map(([sound, stem]) => ({ stem, sound }));

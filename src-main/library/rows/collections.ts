import { Collections, type Collection } from '../../../src-shared/contract/finding.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { getValue, setValue } from './settings.ts';

const KEY = 'collections';

/** Searches that are kept under names, by name; none if what is stored no longer fits its schema. */
export function getCollections(db: ReadableDatabase): Collection[] {
  return Collections.safeParse(getValue(db, KEY)).data ?? [];
}

/** Adds a collection, or replaces those called like it or `was`. */
export function saveCollection(db: WritableDatabase, { name, text }: Collection, was = name): Collection[] {
  return changed(db, (all) => [
    ...all.filter((each) => each.name !== name && each.name !== was),
    { name, text },
  ]);
}

export function removeCollection(db: WritableDatabase, name: string): Collection[] {
  return changed(db, (all) => all.filter((each) => each.name !== name));
}

function changed(db: WritableDatabase, change: (all: readonly Collection[]) => Collection[]): Collection[] {
  return db.transaction(() => {
    const all = change(getCollections(db)).sort((a, b) => a.name.localeCompare(b.name));
    setValue(db, KEY, all);
    return all;
  });
}

import { Failure } from '../../src-shared/contract/failure.ts';
import { MOST_COLLECTIONS, type Collection } from '../../src-shared/contract/finding.ts';
import { readQuery } from '../../src-shared/search/read-query.ts';
import type { WritableDatabase } from '../library/database.ts';
import { getCollections, removeCollection, saveCollection } from '../library/rows/collections.ts';
import { changeLibrary } from './in-library.ts';
import { openExisting } from './find-in-library.ts';

/** Kept searches of a library, without a window. */

/** @throws Failure `library/*` */
export async function collectionsIn(libraryDir: string): Promise<readonly Collection[]> {
  const library = await openExisting(libraryDir);
  try {
    return getCollections(library.read);
  } finally {
    library.close();
  }
}

/** @throws Failure `library/*`, `call/invalid` where there is no such collection */
export async function collectionNamed(libraryDir: string, name: string): Promise<Collection> {
  const found = (await collectionsIn(libraryDir)).find((each) => each.name === name);
  if (found === undefined) throw noCollection(name);
  return found;
}

/** @throws Failure `library/*`, `call/invalid` for a text that is no query, `file/exists` for a name that is taken */
export function addCollection(libraryDir: string, collection: Collection): Promise<readonly Collection[]> {
  return changed(libraryDir, (write) => addTo(write, collection));
}

/** @throws Failure `library/*`, `call/invalid` where there is no such collection */
export function removeFromLibrary(libraryDir: string, name: string): Promise<readonly Collection[]> {
  return changed(libraryDir, (write) => {
    if (!getCollections(write).some((each) => each.name === name)) throw noCollection(name);
    return removeCollection(write, name);
  });
}

/** @param was the name of the collection that the new one takes the place of */
export function addTo(write: WritableDatabase, { name, text }: Collection, was: string = name): Collection[] {
  readQuery(text);
  const names = getCollections(write).map((each) => each.name);
  if (was !== name && names.includes(name)) {
    throw new Failure('file/exists', `There is a collection called "${name}" already`);
  }
  if (names.length >= MOST_COLLECTIONS && !names.includes(was)) {
    throw new Failure('call/invalid', `A library holds at most ${MOST_COLLECTIONS} collections`);
  }
  return saveCollection(write, { name, text }, was);
}

const noCollection = (name: string): Failure =>
  new Failure('call/invalid', `There is no collection called "${name}"`);

async function changed(
  libraryDir: string,
  change: (write: WritableDatabase) => readonly Collection[],
): Promise<readonly Collection[]> {
  // Opening a missing library must not create it.
  (await openExisting(libraryDir)).close();
  return changeLibrary(libraryDir, change);
}

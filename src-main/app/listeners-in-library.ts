import { Failure } from '../../src-shared/contract/failure.ts';
import { Listeners, MOST_LISTENERS, type Listener } from '../../src-shared/contract/listeners.ts';
import { mergedListeners, replacedListeners } from '../../src-shared/hearing/listener-file.ts';
import type { WritableDatabase } from '../library/database.ts';
import { getListeners, removeListener, saveListeners } from '../library/rows/listeners.ts';
import { readListeners } from './files/read-listeners.ts';
import { changeLibrary, lookInLibrary } from './in-library.ts';
import { openExisting } from './find-in-library.ts';
import type { Program } from './program/program.ts';

/** Listeners of a library, without a window. */

/** @returns null where there is no library. @throws Failure `library/*` */
export const listenersIn = (libraryDir: string): Promise<readonly Listener[] | null> =>
  lookInLibrary(libraryDir, getListeners);

export interface ImportedListeners {
  readonly added: readonly string[];
  readonly replaced: readonly string[];
  /** Listeners that the library had already, with the same audiograms. */
  readonly known: readonly string[];
}

/**
 * Adds the listeners of files, all or none. A missing library is made.
 * @param replace whether a listener of the library may get another audiogram
 * @throws Failure `file/*`, `listener/invalid`, `call/invalid` for a code with two audiograms, `file/exists`, `library/*`
 */
export async function importListeners(
  program: Pick<Program, 'trust'>,
  libraryDir: string,
  files: readonly string[],
  replace: boolean,
): Promise<ImportedListeners> {
  const given = await listenersOf(files);
  program.trust.claim(libraryDir);
  return changeLibrary(libraryDir, (write) => {
    const before = getListeners(write);
    const names = namesOf(before);
    const replaced = replacedListeners(before, given);
    const [first] = replaced;
    if (first !== undefined && !replace) {
      throw new Failure(
        'file/exists',
        `The library has a listener "${first}" with another audiogram: --replace replaces it`,
      );
    }
    addListeners(write, given);
    return {
      added: namesOf(given).filter((name) => !names.includes(name)),
      replaced,
      known: namesOf(given).filter((name) => names.includes(name) && !replaced.includes(name)),
    };
  });
}

/**
 * Removes listeners, all or none.
 * @throws Failure `library/*`, `call/invalid` for a code that nobody has
 */
export async function removeListeners(libraryDir: string, names: readonly string[]): Promise<void> {
  // Opening a missing library must not create it.
  (await openExisting(libraryDir)).close();
  await changeLibrary(libraryDir, (write) => {
    const known = namesOf(getListeners(write));
    const missing = names.find((name) => !known.includes(name));
    if (missing !== undefined) throw new Failure('call/invalid', `The library has no listener "${missing}"`);
    write.transaction(() => {
      for (const name of names) removeListener(write, name);
    });
  });
}

/** Adds listeners, or replaces those of the same names. @throws Failure `call/invalid` for too many */
export function addListeners(write: WritableDatabase, added: readonly Listener[]): Listener[] {
  const names = new Set(namesOf([...getListeners(write), ...added]));
  if (names.size > MOST_LISTENERS) {
    throw new Failure('call/invalid', `A library holds at most ${MOST_LISTENERS} listeners`);
  }
  return saveListeners(write, added);
}

async function listenersOf(files: readonly string[]): Promise<readonly Listener[]> {
  const read = await Promise.all(files.map((file) => readListeners(file)));
  const listeners = Listeners.safeParse(mergedListeners(read));
  if (listeners.success) return listeners.data;
  const [issue] = listeners.error.issues;
  throw new Failure('listener/invalid', `The listeners don’t fit a library: ${issue?.message ?? 'invalid'}`, {
    cause: listeners.error,
  });
}

const namesOf = (listeners: readonly Listener[]): string[] => listeners.map(({ name }) => name);

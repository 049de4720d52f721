import { existsSync, statSync } from 'node:fs';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { NamedHearing } from '../../src-shared/hearing/audiogram.ts';
import { isStandard, standardHearing, STANDARD_NAMES } from '../../src-shared/hearing/standard-audiograms.ts';
import type { ReadableDatabase } from '../library/database.ts';
import { getListeners } from '../library/rows/listeners.ts';
import { getSettings } from '../library/rows/settings.ts';
import { lookInLibrary } from './in-library.ts';
import { readListeners } from './files/read-listeners.ts';

/**
 * Listeners as a command names them: a file of them, or one of a file as FILE#CODE; a listener of the library by its code;
 * or a standard audiogram for both ears. What comes first in this list wins.
 * @throws Failure `file/*`, `listener/invalid`, `library/*`; `call/invalid` for a name that stands for nobody
 */
export async function namedListeners(given: string, libraryDir: string): Promise<readonly NamedHearing[]> {
  if (isFile(given)) return readListeners(given);
  const mark = given.lastIndexOf('#');
  const file = given.slice(0, mark);
  if (mark > 0 && isFile(file)) return [oneOf(await readListeners(file), given.slice(mark + 1), file)];
  const found = await lookInLibrary(libraryDir, (read) => listenerNamed(read, given));
  if (found !== null) return [found];
  if (isStandard(given)) return [{ name: given, hearing: standardHearing(given) }];
  throw new Failure(
    'call/invalid',
    `"${given}" is neither a file, nor a listener of the library, nor a standard audiogram (${STANDARD_NAMES.join(', ')})`,
  );
}

/**
 * One listener, as `namedListeners` finds them.
 * @throws Failure as `namedListeners`; `call/invalid` for a file of several
 */
export async function namedListener(given: string, libraryDir: string): Promise<NamedHearing> {
  const [first, ...others] = await namedListeners(given, libraryDir);
  if (first === undefined) throw new Error('a file of listeners has at least one');
  if (others.length === 0) return first;
  throw new Failure(
    'call/invalid',
    `"${given}" has ${others.length + 1} listeners: choose one, as in ${given}#${first.name}`,
  );
}

/** A listener of the library by its code, or else a standard audiogram; null for a name that is neither. */
export function listenerNamed(read: ReadableDatabase, name: string): NamedHearing | null {
  const own = getListeners(read).find((listener) => listener.name === name);
  if (own !== undefined) return own;
  return isStandard(name) ? { name, hearing: standardHearing(name) } : null;
}

/** The sound pressure level of full scale that a library was calibrated to; null where nobody calibrated, or without a library. */
export const calibrationOf = (libraryDir: string): Promise<number | null> =>
  lookInLibrary(libraryDir, (read) => getSettings(read).fullScaleDbSpl);

function oneOf(listeners: readonly NamedHearing[], name: string, file: string): NamedHearing {
  const found = listeners.find((listener) => listener.name === name);
  if (found !== undefined) return found;
  const known = listeners.map((listener) => listener.name).join(', ');
  throw new Failure('call/invalid', `"${file}" has no listener "${name}"; it has ${known}`);
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

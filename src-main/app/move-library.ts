import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import { copyLibrary } from '../library/transfer/copy-library.ts';
import { openLibrary } from '../library/open.ts';
import { silentLog } from '../library/log/log.ts';
import { libraryFolder } from '../library/folder.ts';
import { defaultLibraryDir, rememberLibrary } from './program/paths.ts';
import type { Work } from './files/work.ts';

export interface MovedLibrary {
  readonly library: string;
  readonly files: number;
  /** Whether it is now the library that Divisi opens if none is named. */
  readonly isDefault: boolean;
  /** The folder that it was copied from, which stays. */
  readonly old: string;
}

/**
 * Copies a library that no program has open, compares every file, and uses it from there if it is the user's own.
 * @throws Failure as `copyLibrary`
 */
export async function moveLibrary(
  from: string,
  to: string,
  { program, signal, progress }: Work,
): Promise<MovedLibrary> {
  const old = resolve(from);
  const { database } = libraryFolder(old);
  if (!existsSync(database)) throw new Failure('library/not-found', `There is no library in "${old}"`);
  // Opening brings everything from the write-ahead log into the database's own file, and refuses one in use.
  (await openLibrary(old, { log: silentLog, access: 'write' })).close();
  const report = progress.step(1);
  const files = await copyLibrary(old, to, signal, (done) =>
    report({ done, phase: 'copying and comparing' }),
  );
  if (program.trust.isTrusted(old)) program.trust.trust(to);
  const isDefault = resolve(defaultLibraryDir()) === old;
  if (isDefault) rememberLibrary(to);
  return { library: to, files, isDefault, old };
}

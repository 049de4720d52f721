import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import { copyLibrary, type CopiedLibrary } from '../library/transfer/copy-library.ts';
import { openLibrary } from '../library/open.ts';
import { silentLog } from '../library/log/log.ts';
import { libraryFolder } from '../library/folder.ts';
import type { LibraryTrust } from '../library/trust.ts';
import { defaultLibraryDir, rememberLibrary } from './program/paths.ts';
import type { Work } from './files/work.ts';

export interface MovedLibrary extends CopiedLibrary {
  readonly library: string;
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
  const report = progress.step(1);
  const copied = await copyToNewPlace(from, to, {
    trust: program.trust,
    signal,
    onCopied: (done) => report({ done, phase: 'copying and comparing' }),
  });
  return { library: to, ...copied, isDefault: useFromNow(from, to), old: resolve(from) };
}

interface Copying {
  readonly trust: LibraryTrust;
  readonly signal: AbortSignal;
  /** Called with the share of the bytes copied so far. */
  readonly onCopied: (share: number) => void;
}

/**
 * Copies a library that no program has open; the copy is trusted as the library is.
 * @throws Failure as `copyLibrary`
 */
export async function copyToNewPlace(
  from: string,
  to: string,
  { trust, signal, onCopied }: Copying,
): Promise<CopiedLibrary> {
  const { database } = libraryFolder(resolve(from));
  if (!existsSync(database)) throw new Failure('library/not-found', `There is no library in "${from}"`);
  // Opening brings everything from the write-ahead log into the database's own file, and refuses one in use.
  (await openLibrary(resolve(from), { log: silentLog, access: 'write' })).close();
  const copied = await copyLibrary(from, to, signal, onCopied);
  if (trust.isTrusted(from)) trust.trust(to);
  return copied;
}

/** @returns whether the library in `to` is now the one to open if none is named, because the one in `from` was */
export function useFromNow(from: string, to: string): boolean {
  // What the environment names stays what it is.
  if (process.env['DIVISI_LIBRARY'] !== undefined && process.env['DIVISI_LIBRARY'] !== '') return false;
  if (resolve(defaultLibraryDir()) !== resolve(from)) return false;
  rememberLibrary(resolve(to));
  return true;
}

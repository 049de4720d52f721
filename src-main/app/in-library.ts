import { existsSync } from 'node:fs';
import { silentLog } from '../library/log/log.ts';
import type { ReadableDatabase, WritableDatabase } from '../library/database.ts';
import { libraryFolder } from '../library/folder.ts';
import { openLibrary } from '../library/open.ts';
import { refuseLostDatabase } from '../library/sidecar/found-files.ts';
import { openExisting } from './find-in-library.ts';

/**
 * Reads a library, also while another program has it open.
 * @returns null where there is no library
 * @throws Failure `library/*`
 */
export async function lookInLibrary<T>(
  libraryDir: string,
  look: (read: ReadableDatabase) => T,
): Promise<T | null> {
  if (!existsSync(libraryFolder(libraryDir).database)) {
    refuseLostDatabase(libraryFolder(libraryDir));
    return null;
  }
  const library = await openExisting(libraryDir);
  try {
    return look(library.read);
  } finally {
    library.close();
  }
}

/**
 * Changes a library that no other program has open, and closes it.
 * @throws Failure `library/*`, `disk/*`
 */
export async function changeLibrary<T>(
  libraryDir: string,
  change: (write: WritableDatabase) => T,
): Promise<T> {
  const library = await openLibrary(libraryDir, { log: silentLog, access: 'write' });
  try {
    if (library.write === null) throw new Error('the library was opened for writing');
    return change(library.write);
  } finally {
    library.close();
  }
}

import { existsSync, readdirSync, renameSync, rmdirSync, statfsSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import { syncFolder } from '../durable.ts';
import { libraryFolder, liesUnder } from '../folder.ts';
import { lockLibrary } from '../lock.ts';
import { makeFolder } from '../make-folder.ts';
import { copyVerified } from '../merge/copy-verified.ts';

/** Files that belong to a program that has the library open. */
const RUNNING = /^library\.(lock(\..*)?|lock-.*)$/;

interface File {
  /** The names of the folders from the library's root down, and the file's own. */
  readonly way: readonly string[];
  readonly bytes: number;
}

export interface CopiedLibrary {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Checks that a library can be copied to `to`, which must be empty or not there yet, on a disk with room for it.
 * @throws Failure `library/not-found`, `library/place`, `file/exists`, `file/unsupported` for a link, `library/no-room`,
 *   `disk/unwritable`
 */
export async function checkNewPlace(from: string, to: string): Promise<void> {
  const source = libraryFolder(from);
  requirePlace(source.root, to, source.database);
  try {
    requireRoom(to, sum(await filesIn(source.root, [])));
  } catch (error) {
    throw copyFailure(error, to);
  }
}

/**
 * Copies a library into a folder that is empty or not there yet: under another name first, every file read back and compared,
 * then renamed. The library is locked meanwhile and stays as it is. A copy that fails or is cancelled is removed.
 * @param onCopied called with the share of the bytes copied and compared so far
 * @throws Failure as `checkNewPlace`; `library/locked`, `file/unreadable`, `call/cancelled`
 */
export async function copyLibrary(
  from: string,
  to: string,
  signal: AbortSignal,
  onCopied: (share: number) => void,
): Promise<CopiedLibrary> {
  const [source, target] = [libraryFolder(from), resolve(to)];
  requirePlace(source.root, target, source.database);
  const lock = lockLibrary(source.lock);
  const unfinished = `${target}.divisi-unfinished`;
  try {
    await makeFolder(dirname(target));
    const files = await filesIn(source.root, []);
    const bytes = sum(files);
    // Left by a copy that was killed; the library may have changed since then.
    await rm(unfinished, { recursive: true, force: true });
    requireRoom(target, bytes);
    await makeFolder(unfinished, 0o700);
    let read = 0;
    const onBytes = (more: number): void => {
      read += more;
      // Each file is read to be copied, and its copy to be compared.
      onCopied(Math.min(1, read / (2 * bytes)));
    };
    for (const { way } of files) {
      if (signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
      await copyVerified(join(source.root, ...way), join(unfinished, ...way), { signal, onBytes });
    }
    if (existsSync(target)) rmdirSync(target);
    renameSync(unfinished, target);
    syncFolder(dirname(target));
    return { files: files.length, bytes };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw copyFailure(error, target);
  } finally {
    lock.release();
  }
}

function requirePlace(root: string, to: string, database: string): void {
  const target = resolve(to);
  if (!existsSync(database)) throw new Failure('library/not-found', `There is no library in "${root}"`);
  if (liesUnder(root, target) || liesUnder(target, root)) {
    throw new Failure('library/place', 'The new folder can’t lie inside the library, nor around it');
  }
  if (existsSync(target) && !isEmptyFolder(target)) {
    throw new Failure('file/exists', `"${basename(target)}" is there already and is not empty`);
  }
}

function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    // A file, or a folder that can't be read: not a place for a library.
    return false;
  }
}

/** @throws Failure `library/no-room` */
function requireRoom(to: string, bytes: number): void {
  let there = dirname(to);
  while (!existsSync(there)) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  const free = bavail * bsize;
  if (bytes <= free) return;
  throw new Failure(
    'library/no-room',
    `The library needs ${megabytes(bytes)} and the disk has ${megabytes(free)} left`,
    { details: { diskBytes: bytes, freeDiskBytes: free } },
  );
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
const sum = (files: readonly File[]): number => files.reduce((bytes, file) => bytes + file.bytes, 0);

async function filesIn(root: string, way: readonly string[]): Promise<File[]> {
  const files: File[] = [];
  for (const name of (await readdir(join(root, ...way))).sort()) {
    if (way.length === 0 && RUNNING.test(name)) continue;
    const found = await lstat(join(root, ...way, name));
    if (found.isDirectory()) files.push(...(await filesIn(root, [...way, name])));
    else if (found.isFile()) files.push({ way: [...way, name], bytes: found.size });
    else throw new Failure('file/unsupported', `"${join(...way, name)}" is a link, which can’t be moved`);
  }
  return files;
}

/** What stopped the copy, if it is something that the user can act on; everything else unchanged. */
function copyFailure(error: unknown, to: string): unknown {
  if (isFailure(error) || !(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure('library/no-room', 'The disk became full before the library was copied', {
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
      return new Failure('disk/unwritable', `"${basename(to)}" can’t be made in this folder`, {
        cause: error,
      });
    default:
      return error;
  }
}

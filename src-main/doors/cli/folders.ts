import { mkdtemp, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { makeFolder } from '../../library/make-folder.ts';
import { isAlive } from '../../app/program/processes.ts';
import { invalid } from './call.ts';

const unwritable = (folder: string, cause: unknown): Failure => {
  const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new Failure('disk/unwritable', `"${folder}" can't be written to${reason}`, { cause });
};

async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  return found.isDirectory() ? 'folder' : 'file';
}

/**
 * Runs `work` with a scratch folder inside `outDir` (made where it is missing), so that finished files only need
 * renaming. The scratch folder goes in any case, and an output folder that was made for nothing goes too.
 * @throws Failure `call/invalid` where `outDir` is a file, `disk/unwritable`
 */
export async function inOutFolder<T>(outDir: string, work: (scratch: string) => Promise<T>): Promise<T> {
  const folder = resolve(outDir);
  if ((await kindOf(folder)) === 'file') throw invalid(`--out "${outDir}" is a file, not a folder`);
  let firstMade: string | undefined;
  let scratch: string;
  try {
    firstMade = await makeFolder(folder);
    await removeAbandoned(folder);
    scratch = await mkdtemp(join(folder, scratchPrefix(process.pid)));
  } catch (error) {
    await removeMade(firstMade, folder);
    throw unwritable(folder, error);
  }
  try {
    return await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
    await removeMade(firstMade, folder);
  }
}

const scratchPrefix = (pid: number): string => `.divisi-${hostname()}-${pid}-`;

/** Scratch folders of programs that were killed on this machine: nobody else will remove them. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^\.divisi-.+-(\d+)-[^-]+$/.exec(name)?.[1];
    if (pid === undefined || !name.startsWith(scratchPrefix(Number(pid))) || isAlive(Number(pid))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Removes the folders that were made, innermost first, as long as they are empty. */
async function removeMade(firstMade: string | undefined, folder: string): Promise<void> {
  if (firstMade === undefined) return;
  for (let path = folder; path.startsWith(firstMade); path = dirname(path)) {
    try {
      await rmdir(path);
    } catch {
      // Not empty: the work left its results there.
      return;
    }
  }
}

/** Replaces `path` whole or not at all. @throws Failure `disk/unwritable` */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    const file = await open(part, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw unwritable(path, error);
  }
}

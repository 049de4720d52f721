import { mkdtemp, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { createPartFile } from '../../audio/write/part-file.ts';
import { isAlive } from '../../library/is-alive.ts';
import { makeFolder } from '../../library/make-folder.ts';
import { makeScratch } from '../../library/scratch.ts';

/** Runs `work` with a temporary folder, which is always removed afterwards. */
export async function inTempFolder<T>(name: string, work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = makeScratch(name);
  try {
    return await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Runs `work` with a scratch folder inside `outDir` (created if missing), so that finished files only need
 * renaming. The scratch folder is always removed afterwards, and so is an output folder that this call
 * created and left empty.
 * @throws Failure `call/invalid` if `outDir` is a file, `disk/unwritable`
 */
export async function inOutFolder<T>(outDir: string, work: (scratch: string) => Promise<T>): Promise<T> {
  const folder = resolve(outDir);
  if (await isFile(folder)) throw new Failure('call/invalid', `"${outDir}" is a file, not a folder`);
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

/** Replaces `path` atomically. @throws Failure `disk/*` */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const file = await createPartFile(path);
  await file.append(typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
  await file.finish();
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  );

function unwritable(folder: string, cause: unknown): Failure {
  const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new Failure('disk/unwritable', `"${folder}" can't be written to${reason}`, { cause });
}

const scratchPrefix = (pid: number): string => `.divisi-${hostname()}-${pid}-`;

/** Removes scratch folders that killed programs left on this machine. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^\.divisi-.+-(\d+)-[^-]+$/.exec(name)?.[1];
    if (pid === undefined || !name.startsWith(scratchPrefix(Number(pid))) || isAlive(Number(pid))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Removes the folders that this run created, innermost first, as long as they are empty. */
async function removeMade(firstMade: string | undefined, folder: string): Promise<void> {
  if (firstMade === undefined) return;
  for (let path = folder; path.startsWith(firstMade); path = dirname(path)) {
    try {
      await rmdir(path);
    } catch {
      // Not empty: it contains the results.
      return;
    }
  }
}

import { existsSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { syncFolder } from '../durable.ts';
import { libraryFolder, liesUnder } from '../folder.ts';
import { lockLibrary } from '../lock.ts';
import { makeFolder } from '../make-folder.ts';
import { copyVerified } from '../merge/copy-verified.ts';

/** Files that belong to a program that has the library open. */
const RUNNING = /^library\.(lock(\..*)?|lock-.*)$/;

/**
 * Copies a library into a folder that is empty or not there yet: under another name first, every file read back and compared,
 * then renamed. The library is locked meanwhile, and stays as it is.
 * @param onCopied called with the share of the files copied so far
 * @returns how many files there are
 * @throws Failure `library/not-found`, `library/locked`, `file/exists`, `file/unsupported` for a link, `disk/*`, `call/cancelled`
 */
export async function copyLibrary(
  from: string,
  to: string,
  signal: AbortSignal,
  onCopied: (share: number) => void,
): Promise<number> {
  const [source, target] = [libraryFolder(from), resolve(to)];
  if (!existsSync(source.database))
    throw new Failure('library/not-found', `There is no library in "${from}"`);
  if (liesUnder(source.root, target) || liesUnder(target, source.root)) {
    throw new Failure('call/invalid', 'The new folder can’t lie inside the library, nor around it');
  }
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new Failure('file/exists', `"${target}" is not empty`);
  }
  const lock = lockLibrary(source.lock);
  const unfinished = `${target}.divisi-unfinished`;
  try {
    await makeFolder(dirname(target));
    const files = await filesIn(source.root, []);
    for (const [index, way] of files.entries()) {
      if (signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
      await copyVerified(join(source.root, ...way), join(unfinished, ...way));
      onCopied((index + 1) / files.length);
    }
    if (existsSync(target)) rmdirSync(target);
    renameSync(unfinished, target);
    syncFolder(dirname(target));
    return files.length;
  } finally {
    lock.release();
  }
}

async function filesIn(root: string, way: readonly string[]): Promise<string[][]> {
  const files: string[][] = [];
  for (const name of (await readdir(join(root, ...way))).sort()) {
    if (way.length === 0 && RUNNING.test(name)) continue;
    const found = await lstat(join(root, ...way, name));
    if (found.isDirectory()) files.push(...(await filesIn(root, [...way, name])));
    else if (found.isFile()) files.push([...way, name]);
    else throw new Failure('file/unsupported', `"${join(...way, name)}" is a link, which can’t be moved`);
  }
  return files;
}

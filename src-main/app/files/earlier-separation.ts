import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import { Sha256, sha256Of } from '../../audio/read/file-content.ts';
import { readText } from '../../audio/read/regular-file.ts';
import type { Work } from './work.ts';

/** The fields of separation.json that say which files belong to it. */
const Earlier = z.object({
  stems: z.record(z.string(), z.object({ file: z.string(), sha256: Sha256 })),
  notes_sha256: Sha256.nullable(),
});

/** A file that an earlier separation wrote, as it wrote it. */
export interface EarlierFile {
  readonly name: string;
  readonly sha256: string;
}

/**
 * The files of an earlier separation in a folder that lie there and that a new one would not write: next to its stems they
 * would pass for its own.
 * @param written the names of the files that the new separation writes
 */
export async function leftOver(outDir: string, written: readonly string[]): Promise<EarlierFile[]> {
  const earlier = await earlierFiles(outDir);
  return earlier.filter(({ name }) => !written.includes(name) && existsSync(join(outDir, name)));
}

async function earlierFiles(outDir: string): Promise<EarlierFile[]> {
  const path = join(outDir, 'separation.json');
  if (!existsSync(path)) return [];
  const earlier = Earlier.safeParse(await jsonIn(path));
  // Another program's file of this name says nothing about ours.
  if (!earlier.success) return [];
  const { stems, notes_sha256: notes } = earlier.data;
  return [
    ...Object.values(stems).map(({ file, sha256 }) => ({ name: file, sha256 })),
    ...(notes === null ? [] : [{ name: 'notes.json', sha256: notes }]),
  ].filter(({ name }) => name === basename(name) && name !== '..' && name !== '.');
}

async function jsonIn(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readText(path));
  } catch (error) {
    if (error instanceof SyntaxError || isFailure(error)) return null;
    throw error;
  }
}

/** @throws Failure `file/exists` if there is anything left over */
export function requireNothingLeftOver(files: readonly EarlierFile[], outDir: string): void {
  if (files.length === 0) return;
  const names = files.map(({ name }) => name).join(', ');
  throw new Failure(
    'file/exists',
    `"${outDir}" has files of an earlier separation that this one does not replace: ${names}. Choose another folder, or remove them with --replace`,
  );
}

/** Removes those that are as the earlier separation wrote them; what somebody has changed since then stays. */
export async function removeLeftOver(
  files: readonly EarlierFile[],
  outDir: string,
  work: Work,
): Promise<void> {
  for (const { name, sha256 } of files) {
    const path = join(outDir, name);
    if ((await sha256Of(path)) === sha256) await rm(path);
    else work.note(`${name} of an earlier separation was changed since then and stays`);
  }
}

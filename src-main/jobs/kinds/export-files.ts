import { open, rename, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { writeFailure } from '../../audio/read/file-errors.ts';
import { syncFolder } from '../../library/durable.ts';
import type { JobFile } from '../../library/rows/jobs.ts';
import type { JobId } from '../../../src-shared/project/ids.ts';

/** Where an export is written before publishing: in the same folder, so that the files only need renaming. */
export const exportScratch = (folder: string, id: JobId): string => join(folder, `.divisi-export-${id}`);

const COMPARED_BYTES = 1 << 20;

/**
 * Moves finished files into `folder`. An existing file is kept and the new one gets a number, unless both
 * have the same bytes: then a run that was killed during the move keeps its names.
 * @param replace overwrite existing files with the same names
 * @throws Failure `disk/*`
 */
export async function publishExport(
  files: readonly JobFile[],
  folder: string,
  replace = false,
): Promise<JobFile[]> {
  const published: JobFile[] = [];
  for (const file of files) {
    try {
      const { path, name } = replace
        ? { path: join(folder, file.name), name: file.name }
        : await nameFor(file, folder);
      await rename(file.path, path);
      published.push({ path, name, bytes: file.bytes });
    } catch (error) {
      throw writeFailure(error, join(folder, file.name));
    }
  }
  syncFolder(folder);
  return published;
}

async function nameFor(file: JobFile, folder: string): Promise<{ path: string; name: string }> {
  const extension = extname(file.name);
  const stem = file.name.slice(0, file.name.length - extension.length);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? file.name : `${stem} ${number}${extension}`;
    const path = join(folder, name);
    const found = await stat(path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    });
    if (found === null) return { path, name };
    if (found.isFile() && found.size === file.bytes && (await areEqual(path, file.path)))
      return { path, name };
  }
}

/** Two files of the same length. */
async function areEqual(a: string, b: string): Promise<boolean> {
  const first = await open(a);
  try {
    const second = await open(b);
    try {
      const [left, right] = [Buffer.alloc(COMPARED_BYTES), Buffer.alloc(COMPARED_BYTES)];
      for (let at = 0; ;) {
        const { bytesRead } = await first.read(left, 0, COMPARED_BYTES, at);
        const other = await second.read(right, 0, COMPARED_BYTES, at);
        if (bytesRead !== other.bytesRead) return false;
        if (bytesRead === 0) return true;
        if (!left.subarray(0, bytesRead).equals(right.subarray(0, bytesRead))) return false;
        at += bytesRead;
      }
    } finally {
      await second.close();
    }
  } finally {
    await first.close();
  }
}

/** Removes the temporary files of a running or killed export. */
export const removeExportScratch = (folder: string, id: JobId): Promise<void> =>
  rm(exportScratch(folder, id), { recursive: true, force: true });

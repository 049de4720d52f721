import { open, rename, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { writeFailure } from '../../audio/read/file-errors.ts';
import { numbered } from '../../../src-shared/format/file-name.ts';
import { syncFolder } from '../../library/durable.ts';
import type { JobFile } from '../../library/rows/jobs.ts';
import type { JobId } from '../../../src-shared/project/ids.ts';

/** Where an export is written before publishing: in the same folder, so that the files only need renaming. */
export const exportScratch = (folder: string, id: JobId): string => join(folder, `.divisi-export-${id}`);

const COMPARED_BYTES = 1 << 20;

/**
 * Moves finished files into `folder`. Existing files are kept and the new ones all get the same number, unless those
 * there have the same bytes: then a run that was killed during the move keeps its names.
 * @param replace overwrite existing files with the same names
 * @throws Failure `disk/*`
 */
export async function publishExport(
  files: readonly JobFile[],
  folder: string,
  replace = false,
): Promise<JobFile[]> {
  const number = replace ? 1 : await freeNumber(files, folder);
  const published: JobFile[] = [];
  for (const file of files) {
    const name = numberedFile(file.name, number);
    const path = join(folder, name);
    try {
      await rename(file.path, path);
      published.push({ ...file, path, name });
    } catch (error) {
      throw writeFailure(error, path);
    }
  }
  syncFolder(folder);
  return published;
}

/** The first number with which none of the files would replace another one. */
async function freeNumber(files: readonly JobFile[], folder: string): Promise<number> {
  for (let number = 1; ; number += 1) {
    const free = await Promise.all(
      files.map((file) => isFree(join(folder, numberedFile(file.name, number)), file)),
    );
    if (!free.includes(false)) return number;
  }
}

function numberedFile(name: string, number: number): string {
  const extension = extname(name);
  return `${numbered(name.slice(0, name.length - extension.length), number)}${extension}`;
}

/** Whether nothing is there, or the very same file. */
async function isFree(path: string, file: JobFile): Promise<boolean> {
  try {
    const found = await stat(path);
    return found.isFile() && found.size === file.bytes && (await areEqual(path, file.path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw writeFailure(error, path);
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

import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removeUnfinishedCovers } from '../audio/covers/keep-cover.ts';
import { DECODING } from '../audio/impulses/keep-impulse.ts';
import type { LibraryFolder } from '../library/folder.ts';
import { COPYING } from './studies/study-files.ts';

/** Removes what killed programs left half made in a library that this program alone writes. */
export async function sweepHalfMade({ covers, impulses, studies }: LibraryFolder): Promise<void> {
  await removeUnfinishedCovers(covers);
  await removeNamed(impulses, DECODING);
  await removeNamed(studies, COPYING);
}

/** The folder of an archive that was written to be downloaded begins with this. */
export const DOWNLOADED_ARCHIVE = '.divisi-archive-';

/**
 * Removes archives that a window has downloaded, or could have: no link leads to them after the program has ended, and after a
 * day nobody waits for one.
 */
export async function sweepArchives(downloadsDir: string, olderThanMs: number): Promise<void> {
  for (const name of await readdir(downloadsDir).catch(unlessMissing)) {
    if (!name.startsWith(DOWNLOADED_ARCHIVE)) continue;
    const path = join(downloadsDir, name);
    if (Date.now() - (await stat(path)).mtimeMs >= olderThanMs)
      await rm(path, { recursive: true, force: true });
  }
}

async function removeNamed(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder).catch(unlessMissing)) {
    if (name.startsWith(prefix)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Of a folder's names: a folder that is not there has none. */
export function unlessMissing(error: unknown): string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { numbered } from '../../../src-shared/format/file-name.ts';
import { partPath } from './part-file.ts';

/**
 * Paths for new files, in the order of `names`. Where a name is taken, all get the same number, so that files of one
 * export stay together.
 * @param names distinct, letter case aside
 * @param overwrite take names that exist
 */
export async function freePaths(
  folder: string,
  names: readonly string[],
  extension: string,
  overwrite: boolean,
): Promise<{ path: string; name: string }[]> {
  for (let number = 1; ; number += 1) {
    const files = names.map((name) => {
      const file = `${numbered(name, number)}.${extension}`;
      return { path: join(folder, file), name: file };
    });
    if (overwrite || !(await Promise.all(files.map(({ path }) => isTaken(path)))).includes(true))
      return files;
  }
}

/** A `.part` is another export under way. */
async function isTaken(path: string): Promise<boolean> {
  const checks = await Promise.allSettled([access(path), access(partPath(path))]);
  return checks.some((check) => check.status === 'fulfilled');
}

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { numbered } from '../../src-shared/format/file-name.ts';

/** Path of a folder that does not exist yet, inside `parent`; a number follows a name that is taken. */
export async function freeFolder(parent: string, name: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const path = join(parent, numbered(name, number));
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (!isThere) return path;
  }
}

import type { TrashEntryId } from '../../../src-shared/contract/trash.ts';
import { replaceStemPaths } from '../rows/stem-files.ts';
import type { StoredSeparation } from '../rows/separations.ts';
import { bury, common, type Removing } from './removal.ts';

/**
 * Makes a separation's rows name other files of the same content, and moves the earlier ones to the trash.
 * @param by from the stored path of each earlier file to that of its replacement, which is there
 */
export function replaceStemFiles(
  library: Removing,
  separation: Pick<StoredSeparation, 'id'>,
  by: ReadonlyMap<string, string>,
  title: string,
): TrashEntryId | null {
  if (by.size === 0) return null;
  const { id } = separation;
  const manifest = {
    ...common('stem-files', `${id}.${Date.now()}`, title, 'Stored in another format'),
    paths: [...by.keys()],
    stemFiles: { separationId: id, files: [...by].map(([path, replacement]) => ({ path, replacement })) },
  };
  return bury(library, manifest, () => replaceStemPaths(library.write, id, by));
}

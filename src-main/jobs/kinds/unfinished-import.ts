import { rm } from 'node:fs/promises';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { partPath } from '../../audio/write/part-file.ts';
import { audioPathOf, peaksPathOf, type LibraryFolder } from '../../library/folder.ts';

/**
 * Removes what an unfinished import wrote, by name: listing the folders would take longer the more recordings there
 * are. A source that is used in place lies elsewhere and is never touched.
 */
export async function removeUnfinished(folder: LibraryFolder, id: RecordingId): Promise<void> {
  for (const path of [audioPathOf(folder, id), peaksPathOf(folder, id)]) {
    await rm(partPath(path), { force: true });
    await rm(path, { force: true });
  }
}

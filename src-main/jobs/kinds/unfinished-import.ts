import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import type { LibraryFolder } from '../../library/folder.ts';

/**
 * Removes the files of an unfinished import: those named after the recording, with any extension. A source
 * that is used in place lies elsewhere under another name and is never touched.
 */
export async function removeUnfinished(folder: LibraryFolder, id: RecordingId): Promise<void> {
  for (const dir of [folder.audio, folder.peaks]) {
    for (const name of await readdir(dir)) {
      if (name.startsWith(`${id}.`)) await rm(join(dir, name), { force: true });
    }
  }
}

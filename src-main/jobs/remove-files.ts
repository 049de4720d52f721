import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingId, SeparationId, StemId } from '../../src-shared/project/ids.ts';
import { stemsDirOf, type LibraryFolder } from '../library/folder.ts';

/**
 * Removes what the library holds of a recording: every file of its folders that is named after the id, whatever its
 * ending. A referenced source lies elsewhere, under another name, and is never touched.
 */
export async function removeRecordingFiles(folder: LibraryFolder, id: RecordingId): Promise<void> {
  await removeNamedAfter(folder.audio, id);
  await removeNamedAfter(folder.peaks, id);
}

export async function removeSeparationFiles(
  folder: LibraryFolder,
  id: SeparationId,
  stemIds: readonly StemId[],
): Promise<void> {
  await rm(stemsDirOf(folder, id), { recursive: true, force: true });
  for (const stemId of stemIds) await removeNamedAfter(folder.peaks, stemId);
}

async function removeNamedAfter(dir: string, id: string): Promise<void> {
  for (const name of await readdir(dir)) {
    if (name.startsWith(`${id}.`)) await rm(join(dir, name), { force: true });
  }
}

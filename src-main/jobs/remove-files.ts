import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RecordingId, SeparationId, StemId } from '../../src-shared/project/ids.ts';
import type { ReadableDatabase } from '../library/database.ts';
import { stemsDirOf, type LibraryFolder } from '../library/folder.ts';
import { getRecording } from '../library/recordings.ts';
import { getSeparation, getStem } from '../library/separations.ts';

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

/**
 * Removes files of the library's folders that are named after a row that is gone: the program may have been killed
 * between the two halves of a removal. Files under any other name are not the library's and stay.
 */
export async function sweepOrphans(read: ReadableDatabase, folder: LibraryFolder): Promise<string[]> {
  const isOrphan = (name: string): boolean => {
    const id = name.split('.', 1)[0] ?? '';
    const recording = RecordingId.safeParse(id);
    if (recording.success) return getRecording(read, recording.data) === null;
    const stem = StemId.safeParse(id);
    if (stem.success) return getStem(read, stem.data) === null;
    const separation = SeparationId.safeParse(id);
    return separation.success && getSeparation(read, separation.data) === null;
  };
  const removed: string[] = [];
  for (const dir of [folder.audio, folder.peaks, folder.stems]) {
    for (const name of (await readdir(dir)).filter(isOrphan)) {
      await rm(join(dir, name), { recursive: true, force: true });
      removed.push(name);
    }
  }
  return removed;
}

async function removeNamedAfter(dir: string, id: string): Promise<void> {
  for (const name of await readdir(dir)) {
    if (name.startsWith(`${id}.`)) await rm(join(dir, name), { force: true });
  }
}

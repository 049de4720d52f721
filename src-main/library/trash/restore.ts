import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Emptied, TrashEntry, TrashEntryId } from '../../../src-shared/contract/trash.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { overtakeSidecars } from '../sidecar/adopt.ts';
import { getAdaptation, restoreAdaptation } from '../rows/adaptations.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import type { LibraryFolder } from '../folder.ts';
import { getRecording } from '../rows/recordings.ts';
import type { Removing } from './removal.ts';
import {
  getStemVersion,
  insertStemVersion,
  setStemVersionDropped,
  type StoredStemVersion,
} from '../rows/stem-versions.ts';
import { getSeparation } from '../rows/separations.ts';
import { stemPathsOf } from '../rows/stem-files.ts';
import { replaceStemFiles } from './stem-files.ts';
import {
  deleteTrashEntry,
  entryIdOf,
  forgetTrashEntry,
  moveFromTrash,
  readTrash,
  readTrashEntry,
} from './trash.ts';
import type { TrashManifest } from './trash-manifest.ts';
import { writeRecordingRows, writeSeparationRows } from '../sidecar/write-rows.ts';

/** The entries in the trash, newest first. */
export async function listTrash(db: ReadableDatabase, folder: LibraryFolder): Promise<TrashEntry[]> {
  return (await readTrash(folder)).map(({ id, bytes, manifest }) =>
    manifest === null
      ? {
          ...{ id, bytes, kind: 'import', title: id, detail: '', reason: '', removedAt: '' },
          problem: 'Its description is damaged, so it can only be deleted',
        }
      : {
          id,
          bytes,
          kind: manifest.kind,
          title: manifest.title,
          detail: detailOf(manifest),
          reason: manifest.reason,
          removedAt: manifest.removedAt,
          problem: problemOf(db, manifest),
        },
  );
}

function detailOf({ kind, separations, adaptation, id, paths }: TrashManifest): string {
  switch (kind) {
    case 'recording':
      return separations.length === 1
        ? '1 separation'
        : separations.length === 0
          ? ''
          : `${separations.length} separations`;
    case 'version':
    case 'stem-files':
      return '';
    case 'separation':
      return separations.map(({ modelId, stems }) => `${modelId}, ${stems.length} stems`).join('; ');
    case 'adaptation':
      return adaptation?.modelId ?? '';
    case 'unused-files':
      return paths.length === 1 ? '1 file' : `${paths.length} files`;
    case 'model':
      return id;
    case 'import':
      return '';
  }
}

/** Why an entry can't be restored now, or null. */
function problemOf(db: ReadableDatabase, manifest: TrashManifest): string | null {
  const [separation] = manifest.separations;
  if (manifest.kind === 'separation' && separation !== undefined) {
    return getRecording(db, separation.recordingId) === null
      ? 'Its recording is not in the library: restore the recording first'
      : null;
  }
  if (manifest.stemVersion !== null && getSeparation(db, manifest.stemVersion.separationId) === null) {
    return 'Its separation is not in the library: restore the separation first';
  }
  if (manifest.stemFiles !== null) {
    const { separationId, files } = manifest.stemFiles;
    if (getSeparation(db, separationId) === null) {
      return 'Its separation is not in the library: restore the separation first';
    }
    const inUse = new Set(stemPathsOf(db, separationId));
    if (!files.some(({ replacement }) => inUse.has(replacement))) {
      return 'The stems are in other files now';
    }
  }
  if (manifest.kind === 'import') return 'It is an unfinished import: import the original again';
  return null;
}

/**
 * Brings an entry's files and rows back, and takes it out of the trash. A crash on the way leaves an entry that can
 * be restored again.
 * @throws Failure `library/not-found`, `file/exists`
 */
export async function restoreFromTrash(library: Removing, id: TrashEntryId): Promise<TrashManifest> {
  const { write, folder } = library;
  const manifest = await readTrashEntry(folder, id);
  const problem = problemOf(write, manifest);
  if (problem !== null) throw new Failure('library/not-found', problem);
  if (manifest.kind === 'unused-files') {
    putUnusedFilesBack(folder, manifest);
    return manifest;
  }
  moveFromTrash(folder, manifest);
  write.transaction(() => {
    const { recording, separations, adaptation, stemVersion } = manifest;
    // An older database, put back meanwhile, may still have the rows.
    if (recording !== null && getRecording(write, recording.id) === null)
      writeRecordingRows(write, recording);
    for (const separation of separations) {
      if (getSeparation(write, separation.id) === null) writeSeparationRows(write, separation);
    }
    overtakeSidecars(
      write,
      folder,
      recording?.id ?? null,
      separations.map((separation) => separation.id),
    );
    if (stemVersion !== null) restoreStemVersion(write, stemVersion);
    if (adaptation !== null && getAdaptation(write, adaptation.id) === null)
      restoreAdaptation(write, adaptation);
  });
  if (manifest.stemFiles !== null) putStemFilesBack(library, manifest.stemFiles, manifest.title);
  forgetTrashEntry(folder, id);
  return manifest;
}

/** Their names are hashes of their content, so one that was added again meanwhile is the same file. */
function putUnusedFilesBack(folder: LibraryFolder, manifest: TrashManifest): void {
  const paths = manifest.paths.filter((path) => !existsSync(join(folder.root, path)));
  moveFromTrash(folder, { ...manifest, paths });
  deleteTrashEntry(folder, entryIdOf(manifest));
}

function restoreStemVersion(write: WritableDatabase, version: StoredStemVersion): void {
  const { separationId, version: number } = version;
  if (getStemVersion(write, separationId, number) === null) insertStemVersion(write, version);
  setStemVersionDropped(write, separationId, number, false);
}

/** The restored files are in use again; those that replaced them go to the trash in turn. */
function putStemFilesBack(
  library: Removing,
  { separationId, files }: NonNullable<TrashManifest['stemFiles']>,
  title: string,
): void {
  const inUse = new Set(stemPathsOf(library.write, separationId));
  const back = files.filter(({ replacement }) => inUse.has(replacement));
  const by = new Map(back.map(({ path, replacement }) => [replacement, path]));
  replaceStemFiles(library, { id: separationId }, by, title);
}

/** Deletes for good: all of the trash, or what was removed before a time (ISO 8601). The user alone asks for this. */
export async function emptyTrash(folder: LibraryFolder, before: string | null): Promise<Emptied> {
  let entries = 0;
  let bytes = 0;
  for (const entry of await readTrash(folder)) {
    // A damaged entry has no date of its own and goes only with all the rest.
    if (before !== null && (entry.manifest === null || entry.manifest.removedAt >= before)) continue;
    deleteTrashEntry(folder, entry.id);
    entries += 1;
    bytes += entry.bytes;
  }
  return { entries, bytes };
}

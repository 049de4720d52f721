import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { Rebuilt } from '../../src-shared/contract/recovery.ts';
import type { TrashEntryId } from '../../src-shared/contract/trash.ts';
import { checkInChild } from '../jobs/tasks/check-database.ts';
import { listBackups, type Backup } from '../library/backup/backup-folder.ts';
import { restoreClosed } from '../library/backup/restore-backup.ts';
import { libraryFolder, type LibraryFolder } from '../library/folder.ts';
import { silentLog, type Log } from '../library/log/log.ts';
import { openLibrary, type Library, type LibraryAccess } from '../library/open.ts';
import { rebuildLibrary } from '../library/sidecar/rebuild.ts';
import { emptyTrash, listTrash, restoreFromTrash } from '../library/trash/restore.ts';
import { inspectAudio } from './inspect-audio.ts';
import { openExisting } from './find-in-library.ts';
import type { Program } from './program/program.ts';
import { writable } from './services.ts';
import { removeSpectrograms, removeUnused, sizeOfUnused, storageOf, unusedVersions } from './storage.ts';
import type { Storage } from '../../src-shared/contract/storage.ts';
import { getRecording } from '../library/rows/recordings.ts';
import { removeStemVersion } from '../library/trash/removal.ts';

/** Maintenance of a library that no window has open: backups, trash, database and trust. */

async function withLibrary<T>(
  root: string,
  access: LibraryAccess,
  log: Log,
  work: (library: Library) => T | Promise<T>,
): Promise<T> {
  const library = await openLibrary(root, { log, access });
  try {
    return await work(library);
  } finally {
    library.close();
  }
}

/** @throws Failure `library/not-found` */
function withBackups(root: string): LibraryFolder {
  const folder = libraryFolder(root);
  if (!existsSync(folder.backups)) {
    throw new Failure('library/not-found', `There is no library with backups in "${root}"`);
  }
  return folder;
}

/** Backups, newest first, followed by databases that were set aside. @throws Failure `library/not-found` */
export const backupsOf = (root: string): readonly Backup[] => listBackups(withBackups(root));

/** @throws Failure `library/*`, `disk/*`, `call/cancelled` */
export async function createBackup(root: string, program: Program, signal: AbortSignal): Promise<Backup> {
  withBackups(root);
  return withLibrary(root, 'write', silentLog, ({ backups }) => {
    if (backups === null) throw new Error('a library that can be written has backups');
    return backups.create(checkInChild(program.spawn, signal));
  });
}

/**
 * Replaces the database with a backup.
 * @returns the name under which the previous database is kept; null if there was none
 * @throws Failure `library/*`, `disk/*`
 */
export const restoreBackup = (root: string, name: string): string | null =>
  restoreClosed(withBackups(root), name);

/** Rebuilds the database from the library's files. @throws Failure `library/*`, `disk/*` */
export const rebuild = (root: string, log: Log): Promise<Rebuilt> =>
  rebuildLibrary(root, { log, inspect: inspectAudio });

/** @throws Failure `library/*` */
export const trashOf = (root: string, log: Log): ReturnType<typeof listTrash> =>
  withLibrary(root, 'read', log, ({ read, folder }) => listTrash(read, folder));

/** @throws Failure `library/*`, `disk/*` */
export const restoreTrash = (
  root: string,
  id: TrashEntryId,
  log: Log,
): Promise<Awaited<ReturnType<typeof restoreFromTrash>>> =>
  withLibrary(root, 'write', log, (library) =>
    restoreFromTrash({ write: writable({ library }), folder: library.folder, log }, id),
  );

/**
 * Deletes the contents of the trash permanently.
 * @param before only what was removed earlier than this; null for everything
 * @throws Failure `library/*`, `disk/*`
 */
export const deleteTrash = (
  root: string,
  before: Date | null,
  log: Log,
): Promise<Awaited<ReturnType<typeof emptyTrash>>> =>
  withLibrary(root, 'write', log, ({ folder }) => emptyTrash(folder, before?.toISOString() ?? null));

/** What takes space in a library, which another program may have open. @throws Failure `library/*` */
export async function storageIn(root: string, limit: number): Promise<Storage> {
  const library = await openExisting(root);
  try {
    return await storageOf(library, limit);
  } finally {
    library.close();
  }
}

/**
 * Frees what is named; versions of stems and unused files move to the trash.
 * @returns bytes
 * @throws Failure `library/*`, `disk/*`
 */
export async function cleanStorage(
  root: string,
  what: 'spectrograms' | 'versions' | 'unused' | 'trash',
  log: Log,
): Promise<number> {
  (await openExisting(root)).close();
  return withLibrary(root, 'write', log, async (library) => {
    const { folder } = library;
    if (what === 'spectrograms') return removeSpectrograms(folder);
    if (what === 'trash') return (await emptyTrash(folder, null)).bytes;
    if (what === 'unused') return removeUnused({ write: writable({ library }), folder, log });
    const { bytes } = await sizeOfUnused(library.read, folder);
    const write = writable({ library });
    for (const { separation, version } of unusedVersions(library.read)) {
      const title = getRecording(write, separation.recordingId)?.title ?? '';
      removeStemVersion({ write, folder, log }, separation, version, title);
    }
    return bytes;
  });
}

/**
 * Records that the user trusts a library on this machine, or no longer does.
 * @returns the library's folder
 * @throws Failure `library/not-found`, `disk/unwritable`
 */
export async function setTrust({ trust }: Program, dir: string, trusted: boolean): Promise<string> {
  const root = resolve(dir);
  if (trusted) {
    const found = await stat(root).catch(() => null);
    if (found?.isDirectory() !== true) throw new Failure('library/not-found', `There is no folder "${root}"`);
    trust.trust(root);
  } else {
    trust.revoke(root);
  }
  return root;
}

import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import type { Storage, StorageCleanUp } from '../../src-shared/contract/storage.ts';
import { SeparationId } from '../../src-shared/project/ids.ts';
import { editStemsKind } from '../jobs/kinds/edit-stems.ts';
import { storeStemsKind, storingAfter } from '../jobs/kinds/store-stems.ts';
import type { ReadableDatabase } from '../library/database.ts';
import { insidePath, type LibraryFolder } from '../library/folder.ts';
import type { Library } from '../library/open.ts';
import { getRecording } from '../library/rows/recordings.ts';
import { getSeparation, type StoredSeparation } from '../library/rows/separations.ts';
import { stemVersionsOf, type StoredStemVersion } from '../library/rows/stem-versions.ts';
import { measureStorage, trashSize } from '../library/storage/measure.ts';
import { unusedFiles, type UnusedFile } from '../library/storage/unused-files.ts';
import { removeStemVersion, removeUnusedFiles, type Removing } from '../library/trash/removal.ts';
import { emptyTrash } from '../library/trash/restore.ts';
import { storedGridBits } from '../separation/stored-grid.ts';
import { isUnfinished } from './await-jobs.ts';
import { writable, type Services } from './services.ts';

/** What FLAC saves of a float WAV file, roughly: recorded strings take 42 %, louder and noisier ones more. */
const FLAC_SAVES = 0.5;

const Id = z.object({ id: SeparationId });

/** How much the library takes, and what can be given back. */
export async function storageOf(
  { read, folder }: Pick<Library, 'read' | 'folder'>,
  limit: number,
): Promise<Storage> {
  const measured = await measureStorage(read, folder, limit);
  const spectrograms = measured.kinds.find(({ kind }) => kind === 'spectrograms');
  return {
    ...measured,
    cleanUps: [
      { what: 'spectrograms', bytes: spectrograms?.bytes ?? 0, items: spectrograms?.files ?? 0 },
      { what: 'versions', ...(await sizeOfUnused(read, folder)) },
      { what: 'unused', ...sizeOfFiles(await unusedFiles(read, folder)) },
      { what: 'flac', ...(await savedByFlac(read, folder)) },
      { what: 'trash', ...(await trashSize(folder)) },
    ],
  };
}

export function storageCalls(services: Services): Calls['storage'] {
  const { library, queue, publisher, log } = services;
  const { folder } = library;
  const isBusy = (id: SeparationId): boolean =>
    queue
      .list()
      .some(
        (job) =>
          job.separationId === id &&
          (job.kind === editStemsKind.name || job.kind === storeStemsKind.name) &&
          isUnfinished(job),
      );
  const cleaners: Record<StorageCleanUp, () => Promise<{ bytes: number; jobs: number }>> = {
    spectrograms: async () => ({ bytes: await removeSpectrograms(folder), jobs: 0 }),
    trash: async () => ({ bytes: (await emptyTrash(folder, null)).bytes, jobs: 0 }),
    versions: () => {
      for (const { separation, version } of unusedVersions(library.read)) {
        if (isBusy(separation.id)) continue;
        const title = getRecording(library.read, separation.recordingId)?.title ?? '';
        removeStemVersion({ write: writable(services), folder, log }, separation, version, title);
        publisher.separation(separation.id);
      }
      return Promise.resolve({ bytes: 0, jobs: 0 });
    },
    unused: async () => {
      await removeUnused({ write: writable(services), folder, log });
      return { bytes: 0, jobs: 0 };
    },
    flac: () => {
      let jobs = 0;
      for (const separation of floatSeparations(library.read)) {
        if (isBusy(separation.id)) continue;
        const title = getRecording(library.read, separation.recordingId)?.title ?? '';
        for (const job of storingAfter({ write: writable(services) }, separation, title, 'flac')) {
          queue.add(job);
          jobs += 1;
        }
      }
      return Promise.resolve({ bytes: 0, jobs });
    },
  };
  return {
    overview: ({ limit }) => storageOf(library, limit),
    async cleanUp({ what }) {
      writable(services);
      const done = await cleaners[what]();
      log.info(`library: cleaned up ${what}`, done);
      publisher.trash();
      return done;
    },
  };
}

const sizeOfFiles = (files: readonly UnusedFile[]): { bytes: number; items: number } => ({
  bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  items: files.length,
});

/**
 * Moves covers and impulse responses that nothing uses to the trash.
 * @returns their bytes
 */
export async function removeUnused(library: Removing): Promise<number> {
  const files = await unusedFiles(library.write, library.folder);
  removeUnusedFiles(
    library,
    files.map(({ path }) => path),
  );
  return sizeOfFiles(files).bytes;
}

/** Tiles are computed again when they are shown. */
export async function removeSpectrograms(folder: LibraryFolder): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder.spectrograms)) {
    // Only what the cache names.
    if (!/^[0-9a-f]{64}$/.test(name)) continue;
    const dir = join(folder.spectrograms, name);
    for (const tile of await readdir(dir)) bytes += await sizeOf(join(dir, tile));
    await rm(dir, { recursive: true, force: true });
  }
  return bytes;
}

const sizeOf = async (path: string): Promise<number> => (await lstat(path).catch(() => null))?.size ?? 0;

const readySeparations = (db: ReadableDatabase): StoredSeparation[] =>
  db
    .list(`SELECT id FROM separations WHERE state = 'ready'`, Id, {})
    .flatMap(({ id }) => getSeparation(db, id) ?? []);

/** Versions of stems that are not in use and not in the trash. */
export function unusedVersions(
  db: ReadableDatabase,
): { readonly separation: StoredSeparation; readonly version: StoredStemVersion }[] {
  const edited = db.list(
    `SELECT DISTINCT separation_id AS id FROM stem_versions v JOIN separations s ON s.id = v.separation_id
     WHERE v.dropped = 0 AND v.version != s.version`,
    Id,
    {},
  );
  return edited.flatMap(({ id }) => {
    const separation = getSeparation(db, id);
    if (separation === null) return [];
    return stemVersionsOf(db, id)
      .filter(({ version, dropped }) => !dropped && version !== separation.version)
      .map((version) => ({ separation, version }));
  });
}

/** A file that a version in use shares is not freed. */
export async function sizeOfUnused(
  db: ReadableDatabase,
  folder: LibraryFolder,
): Promise<{ bytes: number; items: number }> {
  const unused = unusedVersions(db);
  const counted = new Set<string>();
  const keyed = async (stored: string): Promise<{ key: string; size: number } | null> => {
    const found = await lstat(insidePath(folder, stored)).catch(() => null);
    return found === null ? null : { key: `${found.dev}:${found.ino}`, size: found.size };
  };
  for (const { separation } of unused) {
    for (const { path } of separation.stems) counted.add((await keyed(path))?.key ?? path);
  }
  let bytes = 0;
  for (const { version } of unused) {
    for (const { path } of version.files) {
      const file = await keyed(path);
      if (file === null || counted.has(file.key)) continue;
      counted.add(file.key);
      bytes += file.size;
    }
  }
  return { bytes, items: unused.length };
}

/** Separations of recordings on an integer grid that have stems as float WAV files. */
function floatSeparations(db: ReadableDatabase): StoredSeparation[] {
  return readySeparations(db).filter(({ stems, recordingId }) => {
    if (!stems.some(({ path }) => path.endsWith('.wav'))) return false;
    const recording = getRecording(db, recordingId);
    return recording?.state === 'ready' && storedGridBits(recording.sampleFormat) !== null;
  });
}

async function savedByFlac(
  db: ReadableDatabase,
  folder: LibraryFolder,
): Promise<{ bytes: number; items: number }> {
  const separations = floatSeparations(db);
  let bytes = 0;
  for (const { path } of separations.flatMap(({ stems }) => stems)) {
    if (path.endsWith('.wav')) bytes += await sizeOf(insidePath(folder, path));
  }
  return { bytes: Math.round(bytes * FLAC_SAVES), items: separations.length };
}

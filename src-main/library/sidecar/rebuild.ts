import { NO_METADATA } from '../../../src-shared/contract/metadata.ts';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { SampleFormat } from '../../../src-shared/contract/audio.ts';
import type { Rebuilt } from '../../../src-shared/contract/recovery.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { adoptSidecars, type Adopted, type Problem } from './adopt.ts';
import { asFailure, writableOf, type WritableDatabase } from '../database.ts';
import { syncFolder } from '../durable.ts';
import { findFiles } from './found-files.ts';
import { libraryFolder, type LibraryFolder } from '../folder.ts';
import { lockLibrary } from '../lock.ts';
import { makePrivate } from '../make-private.ts';
import type { Log } from '../log/log.ts';
import { migrate } from '../migrations/index.ts';
import { readRecordingSidecar } from './sidecar.ts';
import { setDatabaseAside } from '../set-aside.ts';
import { writeRecordingRows } from './write-rows.ts';

/** What a look at an audio file tells. */
export interface AudioInfo {
  readonly format: string;
  readonly sampleFormat: SampleFormat;
  readonly sampleRate: number;
  readonly channels: number;
  readonly frames: number;
}

export interface RebuildOptions {
  readonly log: Log;
  /** Reads the header of a finished file in the library's audio folder; throws a Failure where it can't. */
  readonly inspect: (path: string) => Promise<AudioInfo>;
}

/**
 * Rebuilds the database from the library's sidecars and files. The new one is completed under another name
 * and renamed into place; a copy of the old one is kept. If the rebuild is killed, it can be repeated.
 * @throws Failure `library/locked`, `disk/full`, `disk/unwritable`
 */
export async function rebuildLibrary(root: string, { log, inspect }: RebuildOptions): Promise<Rebuilt> {
  const folder = libraryFolder(root);
  if (!existsSync(folder.root))
    throw new Failure('library/not-found', `There is no library in ${folder.root}`);
  const lock = lockLibrary(folder.lock);
  try {
    const inspected = await inspectAudio(folder, inspect);
    const unfinished = `${folder.database}.rebuilding`;
    removeDatabase(unfinished);
    const result = make(unfinished, folder, inspected, log);
    const uploads = keepUploads(folder);
    const hadOne = ['', '-wal'].some((end) => sizeOf(`${folder.database}${end}`) > 0);
    mkdirSync(folder.backups, { recursive: true });
    const kept = hadOne ? setDatabaseAside(folder, 'damaged', new Date()) : null;
    // The old log must not be there when another database takes the name; its copy lies beside the old database's.
    for (const ending of ['-wal', '-shm']) rmSync(`${folder.database}${ending}`, { force: true });
    renameSync(unfinished, folder.database);
    syncFolder(folder.root);
    return { ...result, problems: [...result.problems, ...uploads], kept };
  } catch (error) {
    throw asFailure(error);
  } finally {
    lock.release();
  }
}

type Inspected = ReadonlyMap<RecordingId, { readonly name: string; readonly audio: AudioInfo | Problem }>;

/** Finished audio without a usable sidecar. */
async function inspectAudio(folder: LibraryFolder, inspect: RebuildOptions['inspect']): Promise<Inspected> {
  const { audio, recordingSidecars } = findFiles(folder);
  const known = new Set(recordingSidecars.filter((id) => !('refused' in readRecordingSidecar(folder, id))));
  const inspected = new Map<RecordingId, { name: string; audio: AudioInfo | Problem }>();
  for (const [id, name] of audio) {
    if (known.has(id)) continue;
    const file = `audio/${name}`;
    const found = await inspect(join(folder.audio, name)).catch((error: unknown) => ({
      file,
      reason: error instanceof Error ? error.message : String(error),
    }));
    inspected.set(id, { name, audio: found });
  }
  return inspected;
}

function make(path: string, folder: LibraryFolder, inspected: Inspected, log: Log): Omit<Rebuilt, 'kept'> {
  makePrivate(path);
  const database = new BetterSqlite(path);
  try {
    database.pragma('synchronous = FULL');
    migrate(database);
    database.pragma('foreign_keys = ON');
    const write = writableOf(database, log, null);
    return write.transaction(() => {
      const withoutSidecar: string[] = [];
      const problems: Problem[] = [];
      for (const [id, { name, audio }] of inspected) {
        if ('reason' in audio) problems.push(audio);
        else withoutSidecar.push(adoptAudio(write, folder, id, name, audio));
      }
      const adopted = adoptSidecars(write, folder);
      return { ...counts(adopted), withoutSidecar, problems: [...problems, ...adopted.problems] };
    });
  } finally {
    database.close();
  }
}

const counts = ({ recordings, separations, projects, studies }: Adopted) => ({
  recordings: recordings.length,
  separations: separations.length,
  projects,
  studies: studies.length,
});

function adoptAudio(
  write: WritableDatabase,
  folder: LibraryFolder,
  id: RecordingId,
  name: string,
  audio: AudioInfo,
): string {
  const file = `audio/${name}`;
  const { size, mtime } = statSync(join(folder.audio, name));
  writeRecordingRows(write, {
    ...audio,
    metadata: NO_METADATA,
    cover: null,
    id,
    title: name,
    fileName: name,
    state: 'ready',
    storage: 'copy',
    isDemo: false,
    importedAt: mtime.toISOString(),
    // The original path is no longer known.
    sourcePath: name,
    sourceBytes: size,
    sourceMtimeMs: mtime.getTime(),
    sha256: null,
    audioPath: file,
    channelMap: Array.from({ length: audio.channels }, (_, channel) => channel),
    notes: ['Found in the library without its description, and named after its file'],
    players: [],
    tags: [],
    excerpts: [],
    noteDocument: null,
    score: null,
  });
  return file;
}

/** Uploads whose imports were lost with the queue must not be cleaned up. */
function keepUploads({ root }: LibraryFolder): Problem[] {
  const spool = join(root, 'serve', 'uploads');
  if (!existsSync(spool) || readdirSync(spool).length === 0) return [];
  const name = `serve/uploads-kept-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  renameSync(spool, join(root, name));
  return [{ file: name, reason: 'uploads that were not imported yet; import them again from there' }];
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** A new database that an earlier rebuild did not finish. */
function removeDatabase(path: string): void {
  for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true });
}

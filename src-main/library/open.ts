import { accessSync, constants, existsSync } from 'node:fs';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import { removeUnfinishedBackups } from './backup/backup-folder.ts';
import { Backups } from './backup/backups.ts';
import {
  asFailure,
  readableOf,
  writableOf,
  type ReadableDatabase,
  type WritableDatabase,
} from './database.ts';
import { adoptSidecars, type Adopted } from './sidecar/adopt.ts';
import { libraryFolder, type LibraryFolder } from './folder.ts';
import { refuseEmptiedDatabase, refuseLostDatabase } from './sidecar/found-files.ts';
import { checkDatabase } from './integrity.ts';
import { lockedBy, lockLibrary, readHolder, type LibraryLock } from './lock.ts';
import { makePrivate } from './make-private.ts';
import type { Log } from './log/log.ts';
import { makeFolder } from './make-folder.ts';
import { LATEST_VERSION, migrate, refuseNewer, versionOf } from './migrations/index.ts';
import { openForReading } from './read-only.ts';
import { openChecked } from './repair.ts';
import { DiskReserve } from './reserve.ts';
import { SidecarKeeper } from './sidecar/sidecar-keeper.ts';
import { loadVectorExtension } from './search/vector-extension.ts';
import { VectorIndex } from './search/vector-index.ts';
import { cosineDistance } from './search/vectors.ts';

/** Enough for a million vectors; mapped pages do not count as the process's own memory. */
const MAPPED_BYTES = 2 ** 30;

export interface Library {
  readonly folder: LibraryFolder;
  readonly read: ReadableDatabase;
  /** Null if another program has the library open for writing: this one can only read. */
  readonly write: WritableDatabase | null;
  /** The index for similarity search. */
  readonly vectors: VectorIndex;
  /** Null where the library can only be read. */
  readonly backups: Backups | null;
  close(): void;
}

export interface OpenLibraryOptions {
  readonly log: Log;
  readonly access: LibraryAccess;
}

/** `read-if-locked`: only reads where another program has the library open, or it can't be written to; `write` is null then. */
export type LibraryAccess = 'write' | 'read' | 'read-if-locked';

/**
 * Opens the library in `root`, creating it if necessary: takes the lock, checks the database, backs it up
 * before a migration, and migrates.
 * @throws Failure `library/locked`, `library/newer`, `library/damaged`, `disk/unwritable`, `disk/full`
 */
export async function openLibrary(root: string, options: OpenLibraryOptions): Promise<Library> {
  const folder = libraryFolder(root);
  if (options.access === 'read') return openReadOnly(folder, options.log);
  const mayRead = options.access === 'read-if-locked' && existsSync(folder.database);
  let lock: LibraryLock;
  try {
    await makeFolders(folder);
    lock = lockLibrary(folder.lock);
  } catch (error) {
    const isRefused =
      isFailure(error) && (error.code === 'library/locked' || error.code === 'disk/unwritable');
    if (isRefused && mayRead) return openReadOnly(folder, options.log);
    throw asFailure(error);
  }
  let database: Database | null = null;
  try {
    removeUnfinishedBackups(folder);
    refuseLostDatabase(folder);
    makePrivate(folder.database);
    database = openChecked(folder, options.log);
    const connection = database;
    const backups = new Backups({
      ...{ database, folder, log: options.log, wasLeft: lock.wasLeft },
      flushSidecars: () => sidecars.flush(),
    });
    await prepare(database, folder, backups, options.log);
    const reserve = new DiskReserve(folder.reserve);
    reserve.keep();
    const write = writableOf(connection, options.log, reserve, () => sidecars.changed());
    const sidecars = new SidecarKeeper(write, folder, options.log);
    tellAdopted(adoptSidecars(write, folder), options.log);
    // Those that an earlier run, or an earlier version, did not write.
    sidecars.changed();
    const vectors = openVectors(connection, folder.database, { read: write, write, log: options.log });
    return {
      folder,
      read: write,
      write,
      vectors: vectors.index,
      backups,
      close: () => {
        vectors.close();
        sidecars.close();
        connection.close();
        lock.release();
      },
    };
  } catch (error) {
    database?.close();
    lock.release();
    throw asFailure(error);
  }
}

function tellAdopted({ recordings, separations, updated, studies, problems }: Adopted, log: Log): void {
  const count = recordings.length + separations.length + updated.length + studies.length;
  if (count > 0) {
    log.warn('library: the database was older than its files; what sidecars know was taken in', {
      recordings,
      separations,
      updated,
      studies,
    });
  }
  if (problems.length > 0)
    log.warn('library: files that the database does not know were left alone', problems);
}

async function makeFolders(folder: LibraryFolder): Promise<void> {
  try {
    for (const path of [
      folder.root,
      folder.audio,
      folder.peaks,
      folder.stems,
      folder.backups,
      folder.models,
    ]) {
      // Readable by this user only, because a home folder may be public. An existing folder keeps its
      // permissions.
      await makeFolder(path, 0o700);
    }
    accessSync(folder.root, constants.W_OK);
  } catch (error) {
    throw new Failure('disk/unwritable', `The library folder ${folder.root} can't be written to`, {
      cause: error,
    });
  }
}

async function prepare(database: Database, folder: LibraryFolder, backups: Backups, log: Log): Promise<void> {
  const version = versionOf(database);
  refuseNewer(version);
  refuseEmptiedDatabase(database, folder);
  database.pragma('journal_mode = WAL');
  // Once a call is acknowledged, its data is on disk, even if the power fails.
  database.pragma('synchronous = FULL');
  if (version > 0 && version < LATEST_VERSION) {
    await backups.create((input) => Promise.resolve(checkDatabase(input)));
  }
  const done = migrate(database);
  if (done.length > 0) log.info(`library: schema ${version} -> ${LATEST_VERSION}`);
  database.pragma('foreign_keys = ON');
}

/** @throws Failure `library/not-found`; `library/locked` where the one that writes it has yet to bring it up to date */
function openReadOnly(folder: LibraryFolder, log: Log): Library {
  refuseLostDatabase(folder);
  if (!existsSync(folder.database)) {
    throw new Failure('library/not-found', `There is no library in ${folder.root}`);
  }
  const opened = openForReading(folder, log);
  const { database } = opened;
  try {
    const version = versionOf(database);
    refuseNewer(version);
    if (version < LATEST_VERSION) throw lockedBy(readHolder(folder.lock));
    const read = readableOf(database, log);
    const vectors = openVectors(database, opened.path, { read, write: null, log });
    return {
      folder,
      read,
      write: null,
      vectors: vectors.index,
      backups: null,
      close: () => {
        vectors.close();
        opened.close();
      },
    };
  } catch (error) {
    opened.close();
    throw asFailure(error);
  }
}

/**
 * The vector index gets its own memory-mapped connection: it reads whole blocks of vectors, which is twice as
 * fast that way. The main connection is not mapped, because removing the disk crashes a program that reads
 * mapped memory, whereas an ordinary read fails with an error that can be reported.
 */
function openVectors(
  connection: Database,
  path: string,
  options: { read: ReadableDatabase; write: WritableDatabase | null; log: Log },
): { index: VectorIndex; close(): void } {
  let search: Database | null = null;
  if (loadVectorExtension(connection, options.log)) {
    search = new BetterSqlite(path, { readonly: true });
    loadVectorExtension(search, options.log);
    search.pragma(`mmap_size = ${MAPPED_BYTES}`);
  } else {
    // Replaces the extension's function, for the scan that is used without the index.
    connection.function('vec_distance_cosine', { deterministic: true }, (a, b) =>
      cosineDistance(bytesOf(a), bytesOf(b)),
    );
  }
  const searching = search;
  const index = new VectorIndex({
    ...options,
    search: searching === null ? null : readableOf(searching, options.log),
    unguarded: (work) => {
      connection.unsafeMode(true);
      try {
        work();
      } finally {
        connection.unsafeMode(false);
      }
    },
  });
  return {
    index,
    close: () => {
      index.close();
      searching?.close();
    },
  };
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new Error('a vector is a BLOB');
}

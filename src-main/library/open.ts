import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import {
  asFailure,
  damaged,
  readableOf,
  writableOf,
  type ReadableDatabase,
  type WritableDatabase,
} from './database.ts';
import { libraryFolder, type LibraryFolder } from './folder.ts';
import { lockedBy, lockLibrary, readHolder, type LibraryLock } from './lock.ts';
import type { Log } from './log.ts';
import { LATEST_VERSION, migrate, refuseNewer, versionOf } from './migrations/index.ts';
import { DiskReserve } from './reserve.ts';
import { loadVectorExtension } from './vector-extension.ts';
import { VectorIndex } from './vector-index.ts';
import { cosineDistance } from './vectors.ts';

const BACKUPS_KEPT = 5;
/** Enough for a million vectors; what is mapped is no memory of our own. */
const MAPPED_BYTES = 2 ** 30;

export interface Library {
  readonly folder: LibraryFolder;
  readonly read: ReadableDatabase;
  /** Null where another program writes this library: it can only be read here. */
  readonly write: WritableDatabase | null;
  /** What sounds alike. */
  readonly vectors: VectorIndex;
  close(): void;
}

export interface OpenLibraryOptions {
  readonly log: Log;
  readonly access: LibraryAccess;
}

/** `read-if-locked`: only reads where another program has the library open, and says so by a null `write`. */
export type LibraryAccess = 'write' | 'read' | 'read-if-locked';

/**
 * Opens the library in `root`, made where there is none: takes the lock, checks the database, backs it up
 * before a migration, migrates.
 * @throws Failure `library/locked`, `library/newer`, `library/damaged`, `disk/unwritable`, `disk/full`
 */
export async function openLibrary(root: string, options: OpenLibraryOptions): Promise<Library> {
  const folder = libraryFolder(root);
  if (options.access === 'read') return openReadOnly(folder, options.log);
  makeFolders(folder);
  let lock: LibraryLock;
  try {
    lock = lockLibrary(folder.lock);
  } catch (error) {
    const isLocked = isFailure(error) && error.code === 'library/locked';
    if (isLocked && options.access === 'read-if-locked') return openReadOnly(folder, options.log);
    throw asFailure(error);
  }
  let database: Database | null = null;
  try {
    database = new BetterSqlite(folder.database);
    await prepare(database, folder, options.log);
    const connection = database;
    const reserve = new DiskReserve(folder.reserve);
    reserve.keep();
    const write = writableOf(connection, options.log, reserve);
    const vectors = openVectors(connection, folder, { read: write, write, log: options.log });
    return {
      folder,
      read: write,
      write,
      vectors: vectors.index,
      close: () => {
        vectors.close();
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

function makeFolders(folder: LibraryFolder): void {
  try {
    for (const path of [
      folder.root,
      folder.audio,
      folder.peaks,
      folder.stems,
      folder.backups,
      folder.models,
    ]) {
      mkdirSync(path, { recursive: true });
    }
    accessSync(folder.root, constants.W_OK);
  } catch (error) {
    throw new Failure('disk/unwritable', `The library folder ${folder.root} can't be written to`, {
      cause: error,
    });
  }
}

async function prepare(database: Database, folder: LibraryFolder, log: Log): Promise<void> {
  const version = versionOf(database);
  refuseNewer(version);
  check(database);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  if (version > 0 && version < LATEST_VERSION) await backup(database, folder, version);
  const done = migrate(database);
  if (done.length > 0) log.info(`library: schema ${version} -> ${LATEST_VERSION}`);
  database.pragma('foreign_keys = ON');
}

function check(database: Database): void {
  const verdict = String(database.pragma('quick_check(1)', { simple: true }));
  if (verdict !== 'ok') throw damaged(verdict);
}

/** A copy that SQLite makes page by page while the database stays usable; only the newest few are kept. */
async function backup(database: Database, folder: LibraryFolder, version: number): Promise<void> {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  await database.backup(join(folder.backups, `library-v${version}-${stamp}.sqlite`));
  const kept = readdirSync(folder.backups)
    .filter((name) => /^library-v\d+-.*\.sqlite$/.test(name))
    .sort((a, b) => stampOf(a).localeCompare(stampOf(b)));
  for (const name of kept.slice(0, -BACKUPS_KEPT)) rmSync(join(folder.backups, name), { force: true });
}

const stampOf = (name: string): string => name.replace(/^library-v\d+-/, '');

/** @throws Failure `library/not-found`; `library/locked` where the one that writes it has yet to bring it up to date */
function openReadOnly(folder: LibraryFolder, log: Log): Library {
  if (!existsSync(folder.database)) {
    throw new Failure('library/not-found', `There is no library in ${folder.root}`);
  }
  let database: Database | null = null;
  try {
    database = new BetterSqlite(folder.database, { readonly: true });
    const connection = database;
    const version = versionOf(database);
    refuseNewer(version);
    if (version < LATEST_VERSION) throw lockedBy(readHolder(folder.lock));
    const read = readableOf(connection, log);
    const vectors = openVectors(connection, folder, { read, write: null, log });
    return {
      folder,
      read,
      write: null,
      vectors: vectors.index,
      close: () => {
        vectors.close();
        connection.close();
      },
    };
  } catch (error) {
    database?.close();
    throw asFailure(error);
  }
}

/**
 * The index over the vectors, asked through a connection of its own that maps the file into memory: the index reads
 * whole blocks of vectors, twice as quick that way. The other connection stays unmapped, as a disk that is pulled out
 * ends a program that reads mapped memory, where reading is otherwise a failure that can be told.
 */
function openVectors(
  connection: Database,
  folder: LibraryFolder,
  options: { read: ReadableDatabase; write: WritableDatabase | null; log: Log },
): { index: VectorIndex; close(): void } {
  let search: Database | null = null;
  if (loadVectorExtension(connection, options.log)) {
    search = new BetterSqlite(folder.database, { readonly: true });
    loadVectorExtension(search, options.log);
    search.pragma(`mmap_size = ${MAPPED_BYTES}`);
  } else {
    // What the extension would bring, for the scan that takes the index's place.
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

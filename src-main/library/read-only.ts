import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { asFailure } from './database.ts';
import { makeScratch } from './scratch.ts';
import type { LibraryFolder } from './folder.ts';
import type { Log } from './log/log.ts';
import { migrate } from './migrations/index.ts';

export interface OpenedForReading {
  readonly database: Database;
  /** The file that is read: the library's own, or a copy. */
  readonly path: string;
  close(): void;
}

/** SQLite's error codes when it cannot create the files of a write-ahead log. */
const NEEDS_WRITING = /^SQLITE_(CANTOPEN|READONLY)/;

/**
 * Opens the library's database to read it. Even readers of a write-ahead log make files beside the database; on a
 * medium that can't be written, a copy in the system's temporary folder is read instead.
 * @throws Failure `library/damaged`, `library/newer`, `disk/*`
 */
export function openForReading(folder: LibraryFolder, log: Log): OpenedForReading {
  try {
    return openAt(folder.database, () => undefined);
  } catch (error) {
    if (!(error instanceof BetterSqlite.SqliteError) || !NEEDS_WRITING.test(error.code))
      throw asFailure(error);
  }
  log.info(`library: ${folder.root} can't be written to, so a copy of its database is read`);
  const scratch = makeScratch('library');
  const remove = (): void => rmSync(scratch, { recursive: true, force: true });
  const path = join(scratch, 'library.sqlite');
  try {
    copyFileSync(folder.database, path);
    if (existsSync(`${folder.database}-wal`)) copyFileSync(`${folder.database}-wal`, `${path}-wal`);
    bringUpToDate(path);
    return openAt(path, remove);
  } catch (error) {
    remove();
    throw asFailure(error);
  }
}

/** The copy may be changed: a library of an earlier version can be read as well. */
function bringUpToDate(path: string): void {
  const copy = new BetterSqlite(path);
  try {
    migrate(copy);
  } finally {
    copy.close();
  }
}

function openAt(path: string, afterwards: () => void): OpenedForReading {
  const database = new BetterSqlite(path, { readonly: true });
  try {
    // Opening reads nothing yet.
    database.pragma('user_version');
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    database,
    path,
    close: () => {
      database.close();
      afterwards();
    },
  };
}

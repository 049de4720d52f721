import { renameSync, rmSync, statSync } from 'node:fs';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { isFailure } from '../../src-shared/contract/failure.ts';
import { asFailure, damaged } from './database.ts';
import { syncFile, syncFolder } from './durable.ts';
import type { LibraryFolder } from './folder.ts';
import { areRebuildable, areValues, problemsOf, rebuildIndexes } from './integrity.ts';
import type { Log } from './log/log.ts';
import { refuseNewer, versionOf } from './migrations/index.ts';
import { rewriteInto } from './rewrite.ts';
import { setDatabaseAside } from './set-aside.ts';

/** Up to this size the whole database is checked at every start: a quarter of a second at most. */
const CHECKED_WHOLE_BYTES = 64 * 2 ** 20;

/**
 * Opens the library's database and checks it: all of it if it is small, otherwise its pages and rows.
 * Inconsistent indexes are rebuilt, and a database with damaged pages or a damaged schema is rewritten if every row can be
 * read.
 * Either way, a copy is set aside first.
 * @throws Failure `library/damaged` if rows are lost; the database is then unchanged
 */
export function openChecked(folder: LibraryFolder, log: Log): Database {
  const database = new BetterSqlite(folder.database);
  try {
    refuseNewer(versionOf(database));
    const problems = lookAt(database, folder);
    if (problems.length === 0) return database;
    if (areValues(problems)) {
      log.error('library: values in the database are damaged', problems);
      return database;
    }
    return repair(database, folder, problems, log);
  } catch (error) {
    database.close();
    throw asFailure(error);
  }
}

function lookAt(database: Database, folder: LibraryFolder): readonly string[] {
  try {
    const isSmall = statSync(folder.database).size <= CHECKED_WHOLE_BYTES;
    if (isSmall || database.pragma('quick_check(1)', { simple: true }) !== 'ok') return problemsOf(database);
    return [];
  } catch (error) {
    const known = asFailure(error);
    if (isFailure(known) && known.code === 'library/damaged') return [known.message];
    throw known;
  }
}

function repair(database: Database, folder: LibraryFolder, problems: readonly string[], log: Log): Database {
  const setAside = (): void => {
    const copy = setDatabaseAside(folder, 'damaged', new Date());
    log.error(`library: the database is damaged; it is kept as backups/${copy}`, problems);
  };
  try {
    if (areRebuildable(problems)) {
      setAside();
      if (areValues(rebuildIndexes(database, problems))) {
        log.warn('library: the indexes are rebuilt');
        return database;
      }
    }
    const rewritten = `${folder.database}.divisi-rewritten`;
    if (!rewriteInto(folder.database, rewritten)) throw damaged(problems[0] ?? 'unknown');
    setAside();
    // Closing empties the write-ahead log, which must not be there when another database takes the name.
    database.close();
    for (const end of ['-wal', '-shm']) rmSync(`${folder.database}${end}`, { force: true });
    syncFile(rewritten);
    renameSync(rewritten, folder.database);
    syncFolder(folder.root);
    log.warn('library: the database is written again, with every row that it had');
    return new BetterSqlite(folder.database);
  } catch (error) {
    if (isFailure(error)) throw error;
    throw damaged(problems[0] ?? 'unknown', error);
  }
}

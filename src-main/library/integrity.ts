import BetterSqlite, { type Database } from 'better-sqlite3';
import { z } from 'zod';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import { asFailure } from './database.ts';

const MOST_PROBLEMS = 100;
const Lines = z.array(z.object({ integrity_check: z.string() }));

/**
 * What SQLite finds wrong: every page, every row's types, and every index against its table. Takes about a second
 * for each 200 MB that are in the system's cache.
 * @returns an empty list where all is well
 */
export function problemsOf(database: Database): string[] {
  const lines = Lines.parse(database.pragma(`integrity_check(${MOST_PROBLEMS})`));
  return lines.map((line) => line.integrity_check).filter((line) => line !== 'ok');
}

/** SQLite's messages about an index that disagrees with its table. */
const ABOUT_INDEXES = [
  /^row \d+ missing from index /,
  /^rowid not at end-of-record for row \d+ of index /,
  /^wrong # of entries in index /,
  /^non-unique entry in index /,
];
/** Messages about a full-text table, which can be rebuilt from its contents. */
const ABOUT_FULL_TEXT = /^(?:malformed inverted index for FTS5 table main\.|fts5: .* table ")(\w+)/;
/** Messages about a single value: the row exists, and everything else is usable. */
const ABOUT_VALUES =
  /^(CHECK constraint failed in|NULL value in|non-\w+ value in|NUMERIC value in|TEXT value in) /;

const TEXT_COLUMNS =
  'title, composer, work, movement, performers, ensemble, venue, date, name, instruments, tags, file, folder';
const refilled = (table: string, kind: string): string => `
  INSERT INTO ${table} (${table}) VALUES ('delete-all');
  INSERT INTO ${table} (rowid, ${TEXT_COLUMNS}) SELECT seq, ${TEXT_COLUMNS} FROM item_words
  WHERE seq IN (SELECT seq FROM items WHERE kind ${kind});`;

/** How a full-text table is filled from what it indexes. */
export const REFILL: Readonly<Record<string, string>> = {
  // Up to schema 15.
  recording_titles: `INSERT INTO recording_titles (recording_titles) VALUES ('rebuild')`,
  // From schema 16 to 22.
  item_texts: `
    INSERT INTO item_texts (item_texts) VALUES ('delete-all');
    INSERT INTO item_texts (rowid, title, name, instruments, tags, file)
    SELECT seq, title, name, instruments, tags, file FROM item_words`,
  recording_texts: refilled('recording_texts', "= 'recording'"),
  part_texts: refilled('part_texts', "<> 'recording'"),
};

/**
 * Whether the library is usable despite these problems: no page is damaged, and only single values are wrong.
 */
export const areValues = (problems: readonly string[]): boolean =>
  problems.every((line) => ABOUT_VALUES.test(line));

const fullTextTables = (problems: readonly string[]): ReadonlySet<string> =>
  new Set(problems.flatMap((line) => ABOUT_FULL_TEXT.exec(line)?.[1] ?? []));
const isAboutIndex = (line: string): boolean => ABOUT_INDEXES.some((pattern) => pattern.test(line));

/** Whether only indexes or full-text tables disagree with their tables. */
export function areRebuildable(problems: readonly string[]): boolean {
  const others = problems.filter((line) => !ABOUT_FULL_TEXT.test(line) && !isAboutIndex(line));
  return (
    others.length < problems.length &&
    areValues(others) &&
    [...fullTextTables(problems)].every((table) => table in REFILL)
  );
}

/**
 * Rebuilds what `areRebuildable` allows: the tables contain everything that their indexes do.
 * @returns the remaining problems
 */
export function rebuildIndexes(database: Database, problems: readonly string[]): readonly string[] {
  database
    .transaction(() => {
      for (const table of fullTextTables(problems)) database.exec(REFILL[table] ?? '');
      if (problems.some(isAboutIndex)) database.exec('REINDEX');
    })
    .exclusive();
  return problemsOf(database);
}

export interface CheckDatabaseInput {
  readonly path: string;
  /** A fresh copy, which is made a single file of its own; otherwise the database is only read. */
  readonly isCopy: boolean;
}
export interface CheckDatabaseResult {
  readonly problems: readonly string[];
}

/** The check as a task: a large database takes minutes, and what is read may be damaged in any way. */
export function runCheckDatabase(
  input: CheckDatabaseInput,
  context: Pick<TaskContext<never>, 'progress'>,
): Promise<CheckDatabaseResult> {
  context.progress({ done: 0, phase: 'checking' });
  return Promise.resolve(checkDatabase(input));
}

/** @throws Failure `library/damaged` where the file is too damaged to be checked, `disk/*` */
export function checkDatabase({ path, isCopy }: CheckDatabaseInput): CheckDatabaseResult {
  const database = new BetterSqlite(path, { readonly: !isCopy, fileMustExist: true });
  try {
    // A WAL database needs a -wal and a -shm file next to it wherever it is opened; a copy should be a single
    // file.
    if (isCopy) database.pragma('journal_mode = DELETE');
    return { problems: problemsOf(database) };
  } catch (error) {
    throw asFailure(error);
  } finally {
    database.close();
  }
}

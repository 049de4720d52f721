import { copyFileSync, existsSync, rmSync } from 'node:fs';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { z } from 'zod';
import { areValues, problemsOf, REFILL } from './integrity.ts';
import { migrate, MIGRATIONS, versionOf } from './migrations/index.ts';

const Names = z.array(z.object({ name: z.string() }));
const Count = z.object({ rows: z.number() });
const Entries = z.array(
  z.object({ rowid: z.number(), type: z.unknown(), name: z.unknown(), table: z.unknown(), sql: z.unknown() }),
);
type Entry = z.infer<typeof Entries>[number];

const ENTRIES = 'SELECT rowid, type, name, tbl_name AS "table", sql FROM sqlite_schema';
/** The index over the vectors is no part of the schema and is made again by itself. */
const OVER_VECTORS = "tbl_name GLOB 'vector_index*' AND tbl_name <> 'vector_index_state'";

/** Tables that follow from others, in the order in which they can be filled. */
const DERIVED = [
  ['stem_quality', 'INSERT INTO stem_quality SELECT * FROM stem_quality_values'],
  ['recording_facts', 'INSERT INTO recording_facts SELECT * FROM recording_fact_values'],
  ['recording_sets', 'INSERT INTO recording_sets SELECT * FROM recording_set_values'],
] as const;

/**
 * Writes a damaged database again: the schema as its version has it, every row that is nobody else's, indexes and
 * derived tables made from these. So damage to an index, to a derived table or to the text of the schema loses nothing.
 * @param from the database's file, which is only read
 * @param path where the new database goes
 * @returns whether it is sound and has every row of every table; if not, nothing remains
 * @throws SqliteError where rows can't be read
 */
export function rewriteInto(from: string, path: string): boolean {
  const scratch = `${path}-from`;
  let isWhole = false;
  remove(scratch);
  remove(path);
  try {
    for (const end of ['-wal', '']) {
      if (existsSync(`${from}${end}`)) copyFileSync(`${from}${end}`, `${scratch}${end}`);
    }
    const version = mendSchema(scratch);
    isWhole = version !== null && copyRows(scratch, path, version);
    return isWhole;
  } finally {
    remove(scratch);
    if (!isWhole) remove(path);
  }
}

function remove(path: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${end}`, { force: true });
}

function emptyDatabase(path: string, version: number): Database {
  const database = new BetterSqlite(path);
  database.pragma('foreign_keys = OFF');
  migrate(database, MIGRATIONS.slice(0, version));
  return database;
}

/** @returns the schema's version; null where more than one entry can't be recognised */
function mendSchema(path: string): number | null {
  const database = new BetterSqlite(path);
  try {
    database.unsafeMode(true);
    // So that a schema which does not parse can be read and written.
    database.pragma('writable_schema = ON');
    const version = versionOf(database);
    const whole = emptyDatabase(':memory:', version);
    const expected = Entries.parse(whole.prepare(ENTRIES).all());
    whole.close();
    database.exec(`DELETE FROM sqlite_schema WHERE ${OVER_VECTORS}`);
    const found = Entries.parse(database.prepare(ENTRIES).all());
    const without = (entries: readonly Entry[], others: readonly Entry[]): Entry[] => {
      const texts = new Set(others.map(textOf));
      return entries.filter((entry) => !texts.has(textOf(entry)));
    };
    const [odd, ...moreOdd] = without(found, expected);
    const [lost, ...moreLost] = without(expected, found);
    if (moreOdd.length > 0 || moreLost.length > 0) return null;
    if (odd === undefined) return lost === undefined ? version : null;
    if (lost === undefined) {
      database.prepare('DELETE FROM sqlite_schema WHERE rowid = ?').run(odd.rowid);
    } else {
      database
        .prepare('UPDATE sqlite_schema SET type = ?, name = ?, tbl_name = ?, sql = ? WHERE rowid = ?')
        .run(lost.type, lost.name, lost.table, lost.sql, odd.rowid);
    }
    return version;
  } finally {
    database.close();
  }
}

const textOf = ({ type, name, table, sql }: Entry): string => JSON.stringify([type, name, table, sql]);

function copyRows(from: string, path: string, version: number): boolean {
  const database = emptyDatabase(path, version);
  try {
    database.prepare('ATTACH DATABASE ? AS old').run(from);
    // A damaged value is carried along: it is the business of whoever reads the row.
    database.pragma('ignore_check_constraints = ON');
    const tables = ownTables(database);
    const triggers = z
      .array(z.object({ name: z.string(), sql: z.string() }))
      .parse(database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all());
    database
      .transaction(() => {
        for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`);
        for (const table of tables) {
          // With a condition, SQLite reads rows; without one, it copies the pages of indexes, damaged or not.
          database.exec(
            `DELETE FROM "${table}"; INSERT INTO main."${table}" SELECT * FROM old."${table}" NOT INDEXED WHERE true`,
          );
        }
        const present = new Set(namesOf(database, "type = 'table'"));
        for (const [table, sql] of DERIVED)
          if (present.has(table)) database.exec(`DELETE FROM ${table}; ${sql}`);
        for (const [table, sql] of Object.entries(REFILL)) if (present.has(table)) database.exec(sql);
        for (const { sql } of triggers) database.exec(sql);
      })
      .exclusive();
    if (!tables.every((table) => hasEveryRow(database, table))) return false;
    database.exec('DETACH DATABASE old');
    const strangers = z.array(z.unknown()).parse(database.pragma('foreign_key_check'));
    return strangers.length === 0 && areValues(problemsOf(database));
  } finally {
    database.close();
  }
}

const namesOf = (database: Database, where: string): string[] =>
  Names.parse(database.prepare(`SELECT name FROM main.sqlite_schema WHERE ${where}`).all()).map(
    ({ name }) => name,
  );

/** Those whose rows nothing else gives. */
function ownTables(database: Database): string[] {
  const virtual = namesOf(database, "sql LIKE 'CREATE VIRTUAL%'");
  const derived = new Set<string>(DERIVED.map(([table]) => table));
  const own = namesOf(database, "type = 'table'").filter(
    (name) => !derived.has(name) && !virtual.some((table) => name === table || name.startsWith(`${table}_`)),
  );
  // Filling the others counts in it.
  const sequence = 'sqlite_sequence';
  return own.includes(sequence) ? [...own.filter((name) => name !== sequence), sequence] : own;
}

/** As many as the old table shows, and as any of its indexes that can be read tells: a damaged page may hide rows. */
function hasEveryRow(database: Database, table: string): boolean {
  const rowsOf = (schema: string, by: string): number =>
    Count.parse(database.prepare(`SELECT count(*) AS rows FROM ${schema}."${table}" ${by}`).get()).rows;
  const rows = rowsOf('main', 'NOT INDEXED');
  if (rows !== rowsOf('old', 'NOT INDEXED')) return false;
  const indexes = Names.parse(
    database.prepare('SELECT name FROM pragma_index_list(?) WHERE partial = 0').all(table),
  );
  return indexes.every(({ name }) => {
    try {
      return rowsOf('old', `INDEXED BY "${name}"`) <= rows;
    } catch {
      // A damaged index, or a table without rowids, which is its own.
      return true;
    }
  });
}

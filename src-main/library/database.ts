import BetterSqlite, { type Database, type Statement } from 'better-sqlite3';
import type { z } from 'zod';
import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import type { Log } from './log/log.ts';
import type { DiskReserve } from './reserve.ts';

/** The values that a statement accepts: no object can slip in unnoticed. */
export type SqlValue = string | number | Buffer | null;
export type SqlParams = Readonly<Record<string, SqlValue>>;

declare const readable: unique symbol;
declare const writable: unique symbol;

/** A database for reading. Every row is parsed; one that does not fit its schema throws `library/damaged`. */
export interface ReadableDatabase {
  readonly [readable]: true;
  /**
   * Like `all`, but skips a row that does not fit its schema, logs it once and counts it, so that the others
   * stay usable.
   */
  list<T>(sql: string, row: z.ZodType<T>, params?: SqlParams): T[];
  /** How many rows `list` has skipped so far. */
  readonly damagedRows: number;
  all<T>(sql: string, row: z.ZodType<T>, params?: SqlParams): T[];
  /** The first row, or null. */
  get<T>(sql: string, row: z.ZodType<T>, params?: SqlParams): T | null;
}

/** A database for reading and writing. Writing through a `ReadableDatabase` does not compile. */
export interface WritableDatabase extends ReadableDatabase {
  readonly [writable]: true;
  /** @returns how many rows changed */
  run(sql: string, params?: SqlParams): number;
  /** Like `run`, for writes that may be lost on a full disk, such as a job's progress. */
  hint(sql: string, params?: SqlParams): void;
  /** Runs all of `work` or none of it; `work` must be synchronous. Nested calls are savepoints. */
  transaction<T>(work: () => T): T;
}

/** Slower queries are logged. */
export const SLOW_QUERY_MS = 30;

class Sql {
  declare readonly [readable]: true;
  declare readonly [writable]: true;
  readonly #database: Database;
  readonly #log: Log;
  readonly #reserve: DiskReserve | null;
  readonly #onCommitted: () => void;
  readonly #statements = new Map<string, Statement>();
  readonly #damaged = new Set<string>();

  constructor(database: Database, log: Log, reserve: DiskReserve | null, onCommitted: () => void) {
    this.#database = database;
    this.#log = log;
    this.#reserve = reserve;
    this.#onCommitted = onCommitted;
  }

  all<T>(sql: string, row: z.ZodType<T>, params: SqlParams = {}): T[] {
    return this.#timed(sql, (statement) => statement.all(params)).map((value) => parseRow(value, row));
  }

  list<T>(sql: string, row: z.ZodType<T>, params: SqlParams = {}): T[] {
    return this.#timed(sql, (statement) => statement.all(params)).flatMap((value) => {
      const parsed = row.safeParse(value);
      if (parsed.success) return [parsed.data];
      const what = `${problemOf(parsed.error)} in ${JSON.stringify(value)}`;
      if (!this.#damaged.has(what)) this.#log.error('a damaged row is left out', { what, sql: oneLine(sql) });
      this.#damaged.add(what);
      return [];
    });
  }

  get damagedRows(): number {
    return this.#damaged.size;
  }

  get<T>(sql: string, row: z.ZodType<T>, params: SqlParams = {}): T | null {
    const value = this.#timed(sql, (statement) => statement.get(params));
    return value === undefined ? null : parseRow(value, row);
  }

  run(sql: string, params: SqlParams = {}): number {
    return this.#withReserve(() => this.#timed(sql, (statement) => statement.run(params)).changes);
  }

  hint(sql: string, params: SqlParams = {}): void {
    try {
      this.#timed(sql, (statement) => statement.run(params));
    } catch (error) {
      if (!isFull(error)) throw error;
    }
  }

  transaction<T>(work: () => T): T {
    return this.#withReserve(() => {
      try {
        return this.#database.transaction(work).immediate();
      } catch (error) {
        throw asFailure(error);
      }
    });
  }

  /**
   * On a full disk, releases the reserve and tries once more. Inside a transaction, the transaction does
   * this.
   */
  #withReserve<T>(act: () => T): T {
    if (this.#database.inTransaction) return act();
    let result: T;
    try {
      result = act();
    } catch (error) {
      if (!isFull(error) || this.#reserve?.release() !== true) throw error;
      result = act();
      this.#onCommitted();
      return result;
    }
    this.#reserve?.keep();
    this.#onCommitted();
    return result;
  }

  #timed<T>(sql: string, act: (statement: Statement) => T): T {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    const begin = performance.now();
    try {
      return act(statement);
    } catch (error) {
      throw asFailure(error);
    } finally {
      const took = performance.now() - begin;
      if (took > SLOW_QUERY_MS) {
        this.#log.warn(`slow query, ${took.toFixed(0)} ms`, { sql: oneLine(sql) });
      }
    }
  }
}

const oneLine = (sql: string): string => sql.replace(/\s+/g, ' ').trim();

const problemOf = ({ issues: [issue] }: z.ZodError): string =>
  `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`;

function parseRow<T>(value: unknown, row: z.ZodType<T>): T {
  const parsed = row.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Failure(
    'library/damaged',
    `An entry of the library is damaged (${problemOf(parsed.error)}); a backup may have it whole`,
    { cause: parsed.error },
  );
}

export const readableOf = (database: Database, log: Log): ReadableDatabase =>
  new Sql(database, log, null, () => undefined);
/** `onCommitted` is called after each change that is not part of a larger transaction. */
export const writableOf = (
  database: Database,
  log: Log,
  reserve: DiskReserve | null,
  onCommitted: () => void = () => undefined,
): WritableDatabase => new Sql(database, log, reserve, onCommitted);

export const isFull = (error: unknown): boolean => isFailure(error) && error.code === 'disk/full';

/** Turns SQLite errors that a user can act on into failures; returns everything else unchanged. */
export function asFailure(error: unknown): unknown {
  if (!(error instanceof BetterSqlite.SqliteError)) return error;
  switch (error.code.split('_').slice(0, 2).join('_')) {
    case 'SQLITE_FULL':
      return new Failure('disk/full', 'The disk that holds the library is full', { cause: error });
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return damaged(error.message, error);
    case 'SQLITE_READONLY':
      return new Failure('library/read-only', 'The library can only be read', { cause: error });
    case 'SQLITE_BUSY':
      return new Failure('library/locked', "Another program keeps the library's database busy; try again", {
        cause: error,
      });
    case 'SQLITE_CANTOPEN':
      return new Failure('disk/unwritable', "The library's database can't be opened in its folder", {
        cause: error,
      });
    case 'SQLITE_IOERR':
      return new Failure('disk/unwritable', `The library's disk does not answer: ${error.message}`, {
        cause: error,
      });
    default:
      return error;
  }
}

export function damaged(what: string, cause?: unknown): Failure {
  return new Failure(
    'library/damaged',
    `The library's database is damaged (${what}). Recordings and stems are not affected: ` +
      'rebuild the library from its files, or restore a backup.',
    { cause },
  );
}

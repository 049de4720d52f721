import { z } from 'zod';
import type { RecordingSort } from '../../../src-shared/contract/finding.ts';
import type { Query } from '../../../src-shared/search/query.ts';
import type { ReadableDatabase } from '../database.ts';
import { json } from '../rows/columns.ts';
import { compile } from './compile.ts';
import { UntilChanged } from './until-changed.ts';

/** One text for a whole list: a row for each of 25,000 recordings takes longer to read than to find. */
const Answer = z.object({ seqs: json(z.array(z.number().int())) });
/** What a list is sorted by; what is unknown comes last in both directions. */
const KEYS: Readonly<Record<RecordingSort['by'], string>> = {
  imported: 'f.imported_at',
  title: 'f.title_key',
  composer: "nullif(f.composer, '') COLLATE NOCASE",
  date: 'f.first_day',
  length: 'f.seconds',
  quality: 'f.quality',
};

export function orderOf({ by, descending }: RecordingSort): string {
  const direction = descending ? 'DESC' : 'ASC';
  const key = `${KEYS[by]} ${direction} NULLS LAST`;
  return by === 'composer' ? `${key}, f.title_key, f.item` : `${key}, f.item ${direction}`;
}

/**
 * Recordings that answer a query, in an order of the user's. The whole answer is kept as a list of numbers until
 * anything in the library changes, so that every page of it is cut from the same list.
 */
export class RecordingFinder {
  readonly #db: ReadableDatabase;
  readonly #kept: UntilChanged<readonly number[]>;

  constructor(db: ReadableDatabase) {
    this.#db = db;
    this.#kept = new UntilChanged(db);
  }

  /** @returns the items that stand for the recordings */
  find(text: string, query: Query, sort: RecordingSort): readonly number[] {
    return this.#kept.get(`${sort.by} ${sort.descending} ${keyOf(text, query)}`, () =>
      findRecordings(this.#db, query, sort),
    );
  }
}

/** Distinguishes queries of one text that mean other recordings at another time. */
export const keyOf = (text: string, query: Query): string =>
  [text, ...query.flatMap(({ test }) => (test.kind === 'among' ? test.recordings : []))].join(' ');

export function findRecordings(db: ReadableDatabase, query: Query, sort: RecordingSort): number[] {
  const compiled = compile(db, query, 'recordings');
  if (compiled === null) return [];
  const { match, conditions, params } = compiled;
  const from =
    match === null
      ? 'recording_facts f WHERE true'
      : `recording_texts w CROSS JOIN recording_facts f ON f.item = w.rowid WHERE recording_texts MATCH $match`;
  const where = conditions.map(({ sql }) => ` AND (${sql})`).join('');
  const sql = `SELECT json_group_array(seq) AS seqs FROM (
    SELECT f.item AS seq FROM ${from}${where} ORDER BY ${orderOf(sort)})`;
  return db.get(sql, Answer, match === null ? params : { ...params, match })?.seqs ?? [];
}

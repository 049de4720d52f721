import { z } from 'zod';
import type { ItemFilter } from '../../../src-shared/contract/item-schemas.ts';
import type { Query, Test } from '../../../src-shared/search/query.ts';
import type { ReadableDatabase } from '../database.ts';
import { itemsBySeq, type StoredItem } from '../rows/items.ts';
import { compile, type Compiled } from './compile.ts';
import type { Target } from './conditions.ts';
import { withWords } from './typed-text.ts';

const Seq = z.object({ seq: z.number().int() });

/** They decide how an answer is found, and the order of large ones, but never what is in it. */
export interface Bounds {
  /** More matches than these are not worth ranking. */
  readonly ranked: number;
  /** So many items are looked at one by one rather than through the index of words. */
  readonly few: number;
}
const BOUNDS: Bounds = { ranked: 2000, few: 1000 };

/**
 * Items that answer a query (`src-shared/search`) and pass the filter: recordings first, the rest stems last, and the
 * best match first; the newest, where thousands match or the query has no words.
 */
export function searchItems(
  db: ReadableDatabase,
  asked: Query,
  filter: ItemFilter,
  limit: number,
  bounds: Bounds = BOUNDS,
): StoredItem[] {
  const query = [...asked, ...queryOf(filter)];
  const { kinds } = filter;
  const recordings =
    kinds?.includes('recording') === false ? [] : found(db, query, 'recordings', limit, bounds);
  const ofParts = kinds?.filter((kind) => kind !== 'recording');
  const parts =
    recordings.length >= limit || ofParts?.length === 0
      ? []
      : found(db, [...query, ...onlyKind(ofParts)], 'parts', limit - recordings.length, bounds);
  return itemsBySeq(db, [...recordings, ...parts]);
}

const condition = (test: Test): Query[number] => ({ test, negated: false, from: 0, to: 0 });

const queryOf = ({ instrument, tags = [] }: ItemFilter): Query => [
  ...(instrument === undefined ? [] : [condition({ kind: 'instrument', instrument })]),
  ...tags.map((text) => condition({ kind: 'text', field: 'tag', text, match: 'whole' })),
];

const onlyKind = (kinds: readonly ('stem' | 'excerpt')[] | undefined): Query => {
  const [kind] = kinds ?? [];
  return kinds?.length === 1 && kind !== undefined ? [condition({ kind: 'is', flag: kind })] : [];
};

/** Where the rows of each kind come from, in the order in which SQLite has to visit them. */
const SEQ: Readonly<Record<Target, string>> = { recordings: 'f.item', parts: 'i.seq' };
const FROM: Readonly<Record<Target, string>> = {
  recordings: 'recording_facts f WHERE f.ready = 1',
  parts: `items i CROSS JOIN recording_facts f ON f.item = i.recording LEFT JOIN stems t ON t.id = i.stem_id
    WHERE f.ready = 1 AND i.kind <> 'recording'`,
};
const FROM_WORDS: Readonly<Record<Target, string>> = {
  recordings: 'recording_texts w CROSS JOIN recording_facts f ON f.item = w.rowid WHERE f.ready = 1',
  parts: `part_texts w CROSS JOIN items i ON i.seq = w.rowid CROSS JOIN recording_facts f ON f.item = i.recording
    LEFT JOIN stems t ON t.id = i.stem_id WHERE f.ready = 1`,
};

/**
 * Matches in names and tags say more than those in titles, and these more than those in file names and folders. A stem's
 * name stands with its instrument.
 */
const WEIGHTS: Readonly<Record<Target, string>> = {
  recordings: '4.0, 4.0, 4.0, 3.0, 3.0, 3.0, 2.0, 2.0, 6.0, 3.0, 6.0, 1.0, 0.5',
  parts: '4.0, 4.0, 4.0, 3.0, 3.0, 3.0, 2.0, 2.0, 6.0, 6.0, 6.0, 1.0, 0.5',
};
const REST_LAST: Readonly<Record<Target, string>> = { recordings: '', parts: 'COALESCE(t.is_rest, 0), ' };

/** The statement behind a search whose words few items have. */
export const rankedSql = (
  target: Target,
  { texts, conditions }: Pick<Compiled, 'texts' | 'conditions'>,
): string =>
  `SELECT w.rowid AS seq FROM ${FROM_WORDS[target]} AND ${texts} MATCH $match${all(conditions)}
   ORDER BY ${REST_LAST[target]}bm25(${texts}, ${WEIGHTS[target]}), w.rowid DESC LIMIT $limit`;

const all = (conditions: Compiled['conditions']): string =>
  conditions.map(({ sql }) => ` AND (${sql})`).join('');

function found(db: ReadableDatabase, query: Query, target: Target, limit: number, bounds: Bounds): number[] {
  const compiled = compile(db, query, target);
  if (compiled === null) return [];
  const { match, texts, conditions } = compiled;
  const params = { ...compiled.params, limit };
  if (match !== null) {
    const many = `SELECT rowid AS seq FROM ${texts} WHERE ${texts} MATCH $match LIMIT 1 OFFSET ${bounds.ranked}`;
    if (db.get(many, Seq, { match }) === null) {
      return seqs(db, rankedSql(target, compiled), { ...params, match });
    }
  }
  if (match !== null || target === 'parts') {
    const few = fewCandidates(db, compiled, bounds.few);
    if (few !== null) return amongFew(db, query, target, compiled, few).slice(0, limit);
  }
  const from = match === null ? FROM[target] : `${FROM_WORDS[target]} AND ${texts} MATCH $match`;
  const newest = `ORDER BY ${match === null ? SEQ[target] : 'w.rowid'} DESC LIMIT $limit`;
  return seqs(
    db,
    `SELECT ${SEQ[target]} AS seq FROM ${from}${all(conditions)} ${newest}`,
    match === null ? params : { ...params, match },
  );
}

const seqs = (db: ReadableDatabase, sql: string, params: Compiled['params']): number[] =>
  db.all(sql, Seq, params).map(({ seq }) => seq);

/** All items that can match, if one of the conditions leaves few. */
function fewCandidates(db: ReadableDatabase, { narrowed, params }: Compiled, most: number): number[] | null {
  for (const sql of narrowed) {
    const candidates = seqs(db, `${sql} LIMIT ${most + 1}`, params);
    if (candidates.length <= most) return candidates;
  }
  return null;
}

/** Newest first. */
function amongFew(
  db: ReadableDatabase,
  query: Query,
  target: Target,
  { conditions, params, match }: Compiled,
  candidates: readonly number[],
): number[] {
  const sql = `SELECT ${SEQ[target]} AS seq FROM ${FROM[target]}${all(conditions)}
    AND ${SEQ[target]} IN (SELECT value FROM json_each($candidates)) ORDER BY ${SEQ[target]} DESC`;
  const passed = seqs(db, sql, { ...params, candidates: JSON.stringify(candidates) });
  if (match === null) return passed;
  const matching = withWords(db, query, passed);
  return passed.filter((seq) => matching.has(seq));
}

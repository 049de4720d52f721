import type { Query, Test } from '../../../src-shared/search/query.ts';
import type { ReadableDatabase, SqlValue } from '../database.ts';
import { conditionOf, within, type Bind, type SqlCondition, type Target } from './conditions.ts';
import { COLUMNS_OF, matchOf, type Texts, type Wanted } from './match.ts';

/** A query as SQL takes it: every value is a named parameter. */
export interface Compiled {
  readonly texts: Texts;
  /** What the index of words is asked for, in FTS5's syntax; null if nothing. */
  readonly match: string | null;
  readonly conditions: readonly SqlCondition[];
  /**
   * Queries for the items that alone can match, each narrowed by one condition; a short list saves looking at every
   * text that has a common word.
   */
  readonly narrowed: readonly string[];
  readonly params: Readonly<Record<string, SqlValue>>;
}

export const TEXTS: Readonly<Record<Target, Texts>> = { recordings: 'recording_texts', parts: 'part_texts' };

/** @returns null if nothing can match */
export function compile(db: ReadableDatabase, query: Query, target: Target): Compiled | null {
  const texts = TEXTS[target];
  const params: Record<string, SqlValue> = {};
  const bind: Bind = (value) => {
    const name = `q${Object.keys(params).length}`;
    params[name] = value;
    return `$${name}`;
  };
  const wanted: string[] = [];
  const unwanted: string[] = [];
  const conditions: SqlCondition[] = [];
  const narrowed: string[] = [];
  for (const { test, negated } of query) {
    const condition = conditionOf(test, target, bind);
    if (condition !== null) {
      conditions.push(negated ? { ...condition, sql: `(${condition.sql}) IS NOT TRUE` } : condition);
      if (!negated) narrowed.push(...narrowing(test, target, bind));
    }
    const words = wordsOf(test, negated);
    if (words === null) continue;
    const match = matchOf(db, texts, words);
    if (match !== null) (negated ? unwanted : wanted).push(match);
    else if (!negated) return null;
  }
  const ofRecordings = conditions.filter(({ isOfRecording }) => isOfRecording);
  if (target === 'parts' && ofRecordings.length > 0) {
    narrowed.push(
      `SELECT i.seq FROM recording_facts f JOIN items i ON i.recording_id = f.recording_id AND i.kind <> 'recording'
       WHERE ${ofRecordings.map(({ sql }) => sql).join(' AND ')}`,
    );
  }
  if (target === 'recordings' && conditions.length > 0) {
    narrowed.push(
      `SELECT f.item AS seq FROM recording_facts f WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`,
    );
  }
  if (wanted.length === 0 && unwanted.length > 0) {
    conditions.push({
      sql: `${target === 'parts' ? 'i.seq' : 'f.item'} NOT IN (
        SELECT rowid FROM ${texts} WHERE ${texts} MATCH ${bind(unwanted.map((match) => `(${match})`).join(' OR '))})`,
      isOfRecording: target === 'recordings',
    });
  }
  const match = [
    wanted.map((each) => `(${each})`).join(' AND '),
    ...unwanted.map((each) => `(${each})`),
  ].join(' NOT ');
  return { texts, match: wanted.length === 0 ? null : match, conditions, narrowed, params };
}

/** What the index of words knows about a test; also of instruments, so that fewer rows have to be looked at. */
function wordsOf(test: Test, negated: boolean): Wanted | null {
  if (test.kind === 'instrument') {
    return negated ? null : { text: test.instrument, match: 'phrase', columns: ['instruments'] };
  }
  if (test.kind !== 'text' || test.match === 'whole') return null;
  if (test.field === null) return { text: test.text, match: test.match, columns: null };
  const columns = COLUMNS_OF[test.field];
  return columns === null ? null : { text: test.text, match: test.match, columns };
}

/** The parts that alone can meet a condition, where an index lists them. */
function narrowing(test: Test, target: Target, bind: Bind): string[] {
  if (target === 'recordings') return [];
  if (test.kind === 'number' && test.field === 'quality') {
    return [`SELECT q.item AS seq FROM stem_quality q WHERE ${within('q.sdr', test.range, bind)}`];
  }
  if (test.kind === 'is' && test.flag === 'excerpt') {
    return ['SELECT i.seq FROM items i WHERE i.excerpt_id IS NOT NULL'];
  }
  if (test.kind === 'text' && test.field === 'tag' && test.match === 'whole') {
    const condition = conditionOf(test, 'parts', bind);
    return condition === null ? [] : [`SELECT i.seq FROM items i WHERE ${condition.sql}`];
  }
  return [];
}

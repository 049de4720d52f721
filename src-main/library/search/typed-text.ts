import { fold } from '../../../src-shared/format/fold.ts';
import type { Query, Test } from '../../../src-shared/search/query.ts';
import { z } from 'zod';
import type { ReadableDatabase } from '../database.ts';
import { COLUMNS_OF, instrumentOf, wordsOf } from './match.ts';

const WORD_COLUMNS = [
  ...['title', 'composer', 'work', 'movement', 'performers', 'ensemble', 'venue', 'date'],
  ...['name', 'instruments', 'tags', 'file', 'folder'],
] as const;

const Words = z.object({ seq: z.number().int() }).catchall(z.string());
type Words = z.infer<typeof Words>;

const WORDS_OF_ITEMS = `SELECT * FROM item_words WHERE seq IN (SELECT value FROM json_each($seqs))`;

/** Those of a few items whose texts meet the query's words, found by looking at the texts themselves. */
export function withWords(db: ReadableDatabase, query: Query, seqs: readonly number[]): Set<number> {
  const rows = db.all(WORDS_OF_ITEMS, Words, { seqs: JSON.stringify(seqs) });
  return new Set(rows.filter((row) => meets(row, query)).map(({ seq }) => seq));
}

const meets = (row: Words, query: Query): boolean =>
  query.every(({ test, negated }) => {
    const found = hasWords(row, test);
    return found === null || found !== negated;
  });

/** Null for a test that is not about words. */
function hasWords(row: Words, test: Test): boolean | null {
  if (test.kind !== 'text' || test.match === 'whole') return null;
  const columns = test.field === null ? WORD_COLUMNS : COLUMNS_OF[test.field];
  if (columns === null) return null;
  const words = wordsOf({ text: test.text, match: test.match });
  const texts = columns.map((column) => fold(row[column] ?? ''));
  const has = (word: string): boolean => {
    const instrument = test.field === null ? instrumentOf(word) : null;
    return (
      texts.some((text) => text.includes(fold(word))) ||
      (instrument !== null && fold(row['instruments'] ?? '').includes(instrument))
    );
  };
  return words.length > 0 && words.every(has);
}

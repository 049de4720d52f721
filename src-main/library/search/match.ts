import { z } from 'zod';
import { fold } from '../../../src-shared/format/fold.ts';
import type { ReadableDatabase } from '../database.ts';

/** The index of words holds every run of so many characters. */
const RUN = 3;

/**
 * A search in FTS5's syntax for texts that have all words of `text` anywhere, also inside a word. Words are quoted, so
 * no character in them has a special meaning.
 * @returns null if `text` has no word, or a short word that occurs nowhere
 */
export function matchOf(db: ReadableDatabase, text: string): string | null {
  const words = text.match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? [];
  if (words.length === 0) return null;
  const terms: string[] = [];
  for (const word of words) {
    const term = word.length < RUN || Array.from(word).length < RUN ? shortWord(db, word) : `"${word}"`;
    if (term === null) return null;
    terms.push(term);
  }
  return terms.join(' AND ');
}

export const RUNS_FROM = 'SELECT term FROM item_runs WHERE term >= $from AND term < $to';

/**
 * A word shorter than the index's runs is any of the runs that begin with it. Indexed texts end with spaces, so that
 * their last characters begin a run, too.
 */
function shortWord(db: ReadableDatabase, word: string): string | null {
  const from = fold(word);
  const runs = db.all(RUNS_FROM, z.object({ term: z.string() }), { from, to: `${from}\u{10ffff}` });
  if (runs.length === 0) return null;
  return `(${runs.map(({ term }) => `"${term.replaceAll('"', '""')}"`).join(' OR ')})`;
}

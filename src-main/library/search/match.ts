import { z } from 'zod';
import { fold } from '../../../src-shared/format/fold.ts';
import { instrumentNamed } from '../../../src-shared/project/instrument-names.ts';
import type { TextField } from '../../../src-shared/search/fields.ts';
import type { ReadableDatabase } from '../database.ts';

/** The index of words holds every run of so many characters. */
const RUN = 3;

/** The full-text table of recordings, or of stems and excerpts. */
export type Texts = 'recording_texts' | 'part_texts';

/** The columns that hold each field; null for a field that no index of words holds. */
export const COLUMNS_OF: Readonly<Record<TextField, readonly string[] | null>> = {
  title: ['title'],
  composer: ['composer'],
  work: ['work'],
  movement: ['movement'],
  performers: ['performers'],
  ensemble: ['ensemble'],
  venue: ['venue'],
  name: ['name', 'instruments'],
  tag: ['tags'],
  file: ['file'],
  folder: ['folder'],
  model: null,
};

/** The instrument that a word names in another language or short ("ヴァイオリン", "vla"): its texts have the English name. */
export function instrumentOf(word: string): string | null {
  const instrument = instrumentNamed(word);
  return instrument === fold(word) ? null : instrument;
}

export interface Wanted {
  readonly text: string;
  readonly match: 'words' | 'phrase';
  /** Null for all. */
  readonly columns: readonly string[] | null;
}

/** The words that a text asks for: runs of letters and digits, or a phrase as it is. */
export const wordsOf = ({ text, match }: Pick<Wanted, 'text' | 'match'>): readonly string[] =>
  match === 'phrase'
    ? [text.trim()].filter((phrase) => phrase !== '')
    : (text.match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? []);

/**
 * A search in FTS5's syntax for texts that have all words of `wanted` anywhere, also inside a word. Words are quoted, so
 * no character in them has a special meaning.
 * @returns null if there is no word, or a short word that occurs nowhere
 */
export function matchOf(db: ReadableDatabase, texts: Texts, wanted: Wanted): string | null {
  const words = wordsOf(wanted);
  if (words.length === 0) return null;
  const terms: string[] = [];
  for (const word of words) {
    const term = Array.from(word).length < RUN ? shortWord(db, texts, word) : quoted(word);
    const instrument = wanted.columns === null ? instrumentOf(word) : null;
    const either = [term, instrument === null ? null : `{instruments} : ${quoted(instrument)}`].filter(
      (each) => each !== null,
    );
    if (either.length === 0) return null;
    terms.push(either.length === 1 ? either.join('') : `(${either.join(' OR ')})`);
  }
  const all = terms.join(' AND ');
  return wanted.columns === null ? all : `{${wanted.columns.join(' ')}} : (${all})`;
}

const quoted = (term: string): string => `"${term.replaceAll('"', '""')}"`;

const RUNS_OF: Readonly<Record<Texts, string>> = {
  recording_texts: 'SELECT term FROM recording_runs WHERE term >= $from AND term < $to',
  part_texts: 'SELECT term FROM part_runs WHERE term >= $from AND term < $to',
};

/**
 * A word shorter than the index's runs is any of the runs that begin with it. Indexed texts end with spaces, so that
 * their last characters begin a run, too.
 */
function shortWord(db: ReadableDatabase, texts: Texts, word: string): string | null {
  const from = fold(word);
  const runs = db.all(RUNS_OF[texts], z.object({ term: z.string() }), { from, to: `${from}\u{10ffff}` });
  if (runs.length === 0) return null;
  return `(${runs.map(({ term }) => quoted(term)).join(' OR ')})`;
}

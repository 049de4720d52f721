import { z } from 'zod';
import { Failure, isFailure } from '../contract/failure.ts';
import { didYouMean } from '../format/suggest.ts';
import { Ensemble, parseEnsemble } from '../project/players.ts';
import type { ListProblem, Mistake } from './mistakes.ts';
import { readTable, separatorOf, type Cell } from '../format/table.ts';

/** The word that stands for "whoever the listening model hears". */
export const HEARD = 'heard';

/** Who plays: declared players, or whoever is heard. */
export const WhoPlays = z.union([Ensemble.min(1), z.literal(HEARD)]);
export type WhoPlays = z.infer<typeof WhoPlays>;

export interface ListRow {
  readonly line: number;
  readonly column: number;
  /** As written: relative to the list, or absolute. */
  readonly file: string;
  /** Null where the list says nothing, so that what the call says counts. */
  readonly players: WhoPlays | null;
  readonly score: Cell | null;
  readonly model: Cell | null;
}

export interface List {
  readonly rows: readonly ListRow[];
  readonly problems: readonly ListProblem[];
}

const COLUMNS = ['file', 'instruments', 'score', 'model'] as const;
type Column = (typeof COLUMNS)[number];

export type ListKind = 'table' | 'playlist';

/** What kind of list a file is, by its name's ending; null if it is none. */
export function listKindOf(name: string): ListKind | null {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (ending === 'csv' || ending === 'tsv') return 'table';
  return ending === 'm3u' || ending === 'm3u8' ? 'playlist' : null;
}

/** `violin:2,viola` or `heard`. @throws Failure `call/invalid`, and as `parseEnsemble` */
export function parseWhoPlays(text: string): WhoPlays {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  if (!names.includes(HEARD)) return parseEnsemble(text);
  if (names.length > 1)
    throw new Failure('call/invalid', `"${HEARD}" stands alone, without instruments beside it`);
  return HEARD;
}

/**
 * Reads a table with the columns `file` and, if wanted, `instruments`, `score` and `model`, in any order. Players are
 * separated by commas or semicolons (`violin:2;viola`).
 */
export function readListTable(text: string): List {
  const { rows, unclosed } = readTable(text, separatorOf(text.replace(/^\uFEFF/, '')));
  const problems: ListProblem[] = [];
  const report: Report = ({ line, column }, mistake, message, about = '') => {
    problems.push({ line, column, mistake, about, message });
  };
  if (unclosed !== null) report(unclosed, 'unclosed', 'This quotation mark is never closed');
  const [header, ...body] = rows;
  if (header === undefined) {
    if (unclosed === null) report({ line: 1, column: 1 }, 'empty', 'The list is empty');
    return { rows: [], problems };
  }
  const columns = readHeader(header, report);
  if (columns === null) return { rows: [], problems };
  if (body.length === 0 && unclosed === null)
    report(header[0] ?? { line: 1, column: 1 }, 'names-no-file', 'The list names no file');
  const read = body.flatMap((cells) => readRow(cells, columns, report));
  return { rows: read, problems };
}

type Report = (
  cell: Pick<Cell, 'line' | 'column'>,
  mistake: Mistake,
  message: string,
  about?: string,
) => void;

function readHeader(header: readonly Cell[], report: Report): readonly Column[] | null {
  const seen: Column[] = [];
  let isWhole = true;
  for (const cell of header) {
    const name = cell.text.toLowerCase();
    const column = COLUMNS.find((known) => known === name);
    if (column === undefined) {
      isWhole = false;
      const meant = didYouMean(name, COLUMNS);
      report(
        cell,
        'unknown-column',
        `"${cell.text}" is not a column of a list${meant === '' ? `; the columns are ${COLUMNS.join(', ')}` : meant}`,
        cell.text,
      );
    } else if (seen.includes(column)) {
      isWhole = false;
      report(cell, 'column-twice', `The column ${column} is there twice`, column);
    } else seen.push(column);
  }
  if (isWhole && !seen.includes('file')) {
    report(
      { line: header[0]?.line ?? 1, column: 1 },
      'no-file-column',
      'The column "file" is missing from the first line',
    );
    return null;
  }
  return isWhole ? seen : null;
}

function readRow(cells: readonly Cell[], columns: readonly Column[], report: Report): ListRow[] {
  const extra = cells[columns.length];
  if (extra !== undefined && cells.slice(columns.length).some(({ text }) => text !== '')) {
    report(
      extra,
      'too-many-cells',
      'This line has more cells than the first line; put a cell with commas in quotation marks',
    );
    return [];
  }
  const at = (column: Column): Cell | null => {
    const cell = cells[columns.indexOf(column)];
    return cell === undefined || cell.text === '' ? null : cell;
  };
  const file = at('file');
  if (file === null) {
    report(
      cells[columns.indexOf('file')] ?? cells[0] ?? { line: 1, column: 1 },
      'file-missing',
      'The file is missing',
    );
    return [];
  }
  const instruments = at('instruments');
  let players: WhoPlays | null = null;
  try {
    if (instruments !== null) players = parseWhoPlays(instruments.text.replaceAll(';', ','));
  } catch (error) {
    if (!isFailure(error) || instruments === null) throw error;
    report(instruments, 'players', error.message, instruments.text);
    return [];
  }
  const { line, column } = file;
  return [{ line, column, file: file.text, players, score: at('score'), model: at('model') }];
}

/** Reads an M3U playlist: one file a line; lines that begin with # are not files. */
export function readPlaylist(text: string): List {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .flatMap((content, index): ListRow[] => {
      const file = content.trim();
      if (file === '' || file.startsWith('#')) return [];
      const column = content.length - content.trimStart().length + 1;
      return [{ line: index + 1, column, file, players: null, score: null, model: null }];
    });
  const problems: ListProblem[] =
    rows.length > 0
      ? []
      : [{ line: 1, column: 1, mistake: 'names-no-file', about: '', message: 'The playlist names no file' }];
  return { rows, problems };
}

export const readList = (kind: ListKind, text: string): List =>
  kind === 'table' ? readListTable(text) : readPlaylist(text);

import { z } from 'zod';
import { Failure } from '../contract/failure.ts';
import { readTable, separatorOf } from '../format/table.ts';
import { EARS, isSameHearing, type Audiogram, type Ear, type NamedHearing } from './audiogram.ts';
import { AudiogramSchema } from './audiogram-schema.ts';

/** Listeners in one file, at most. */
const MOST_LISTENERS = 10_000;

/** Null: not measured at this frequency. */
const Levels = z.array(z.number().nullable());
const ClarityListener = z.object({
  audiogram_cfs: z.array(z.number()),
  audiogram_levels_l: Levels,
  audiogram_levels_r: Levels,
});
const ClarityFile = z.record(z.string(), z.unknown());

/**
 * Reads listeners from the text of a file, JSON or CSV by content.
 * @throws Failure `listener/invalid` with what is wrong and where
 */
export function parseListeners(text: string): NamedHearing[] {
  const content = text.replace(/^\uFEFF/, '');
  // What a decoder puts where bytes are no UTF-8: the codes would not be what their author wrote.
  if (content.includes('\uFFFD')) {
    throw invalid('The file is not in UTF-8: save it as "CSV UTF-8"');
  }
  const listeners = /^\s*[{[]/.test(content) ? parseListenersJson(content) : parseListenersCsv(content);
  if (listeners.length === 0) throw invalid('The file has no listener');
  if (listeners.length > MOST_LISTENERS) throw invalid(`The file has more than ${MOST_LISTENERS} listeners`);
  return listeners;
}

/**
 * The format of the Clarity and Cadenza challenges: an object whose keys are the listeners' ids, each with
 * `audiogram_cfs` (Hz), `audiogram_levels_l` and `audiogram_levels_r` (dB HL).
 * @throws Failure `listener/invalid`
 */
export function parseListenersJson(text: string): NamedHearing[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw invalid('The listeners are not valid JSON', cause);
  }
  const file = ClarityFile.safeParse(content);
  if (!file.success) throw invalid('The listeners are an object of audiograms by name', file.error);
  return Object.entries(file.data).map(([name, value]) => {
    const listener = ClarityListener.safeParse(value);
    if (!listener.success) {
      throw invalid(
        `Listener "${name}" needs the lists audiogram_cfs, audiogram_levels_l and audiogram_levels_r`,
        listener.error,
      );
    }
    const { audiogram_cfs: cfs, audiogram_levels_l: left, audiogram_levels_r: right } = listener.data;
    const ear = (which: Ear, levels: readonly (number | null)[]): Audiogram => {
      if (levels.length !== cfs.length) {
        throw invalid(
          `Listener "${name}" has ${cfs.length} frequencies and ${levels.length} levels (${which} ear)`,
        );
      }
      const measured = cfs.filter((_, n) => levels[n] !== null);
      return checked(
        name,
        which,
        measured,
        levels.filter((level) => level !== null),
      );
    };
    return { name, hearing: { left: ear('left', left), right: ear('right', right) } };
  });
}

/**
 * A table (with commas, semicolons or tabs) with the header `listener,ear,250,500,…` (Hz) and one row per listener and ear
 * (`left` or `right`, also `l` or `r`), levels in dB HL. An empty cell means that the ear was not measured at this frequency.
 * @throws Failure `listener/invalid`
 */
export function parseListenersCsv(text: string): NamedHearing[] {
  const separator = separatorOf(text);
  const { rows: table, unclosed } = readTable(text, separator);
  if (unclosed !== null) throw invalid(`Line ${unclosed.line} opens a quotation mark that never closes`);
  const [header = [], ...rows] = table;
  const [listenerColumn, earColumn, ...frequencies] = header.map((cell) => cell.text);
  if (listenerColumn?.toLowerCase() !== 'listener' || earColumn?.toLowerCase() !== 'ear') {
    throw invalid('The table of listeners begins with the columns listener and ear');
  }
  // Where semicolons separate the cells, a spreadsheet writes 22,5 for 22.5.
  const number = (cell: string): number => Number(separator === ';' ? cell.replace(',', '.') : cell);
  const odd = frequencies.find((cell) => cell !== '' && Number.isNaN(number(cell)));
  if (odd !== undefined) throw invalid(`The column "${odd}" is no frequency in Hz, as in 250`);
  const ears = new Map<string, Partial<Record<Ear, Audiogram>>>();
  for (const row of rows) {
    const [name = '', earName = '', ...levels] = row.map((cell) => cell.text);
    const ear = EARS.find((one) => one.startsWith(earName.toLowerCase()));
    if (name === '' || earName === '' || ear === undefined) {
      throw invalid(`Line ${row[0]?.line ?? 0} names no listener, or no ear (left or right)`);
    }
    const measured = frequencies
      .map((hz, n) => ({ hz: number(hz), level: levels[n] ?? '' }))
      .filter(({ level }) => level !== '');
    const odd = measured.find(({ level }) => Number.isNaN(number(level)));
    if (odd !== undefined) {
      throw invalid(
        `The ${ear} ear of "${name}" has "${odd.level}" at ${odd.hz} Hz, which is no level in dB HL`,
      );
    }
    const both = ears.get(name) ?? {};
    if (both[ear] !== undefined) throw invalid(`Listener "${name}" has two rows for the ${ear} ear`);
    both[ear] = checked(
      name,
      ear,
      measured.map(({ hz }) => hz),
      measured.map(({ level }) => number(level)),
    );
    ears.set(name, both);
  }
  return [...ears].map(([name, { left, right }]) => {
    if (left === undefined || right === undefined) {
      throw invalid(`Listener "${name}" has no row for the ${left === undefined ? 'left' : 'right'} ear`);
    }
    return { name, hearing: { left, right } };
  });
}

/**
 * The listeners of several files, each once.
 * @throws Failure `listener/invalid` for one who has different audiograms in them
 */
export function mergedListeners(files: readonly (readonly NamedHearing[])[]): NamedHearing[] {
  const found = new Map<string, NamedHearing>();
  for (const listener of files.flat()) {
    const other = found.get(listener.name);
    if (other !== undefined && !isSameHearing(other.hearing, listener.hearing)) {
      throw invalid(`Listener "${listener.name}" has two audiograms in these files`);
    }
    found.set(listener.name, listener);
  }
  return [...found.values()];
}

/** Who of these would lose the audiogram that is known under the same name. */
export function replacedListeners(known: readonly NamedHearing[], added: readonly NamedHearing[]): string[] {
  const before = new Map(known.map(({ name, hearing }) => [name, hearing]));
  return added
    .filter(({ name, hearing }) => !isSameHearing(before.get(name) ?? hearing, hearing))
    .map(({ name }) => name);
}

/** The listeners in the challenges' format. Both ears are given at the frequencies that either was measured at. */
export function listenersToJson(listeners: readonly NamedHearing[]): string {
  const entries = listeners.map((listener) => {
    const { name, hearing } = listener;
    const cfs = frequenciesOf([listener]);
    return [
      name,
      {
        name,
        audiogram_cfs: cfs,
        audiogram_levels_l: levelsAtMeasured(hearing.left, cfs),
        audiogram_levels_r: levelsAtMeasured(hearing.right, cfs),
      },
    ];
  });
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/** The listeners as the table that `parseListenersCsv` reads. */
export function listenersToCsv(listeners: readonly NamedHearing[]): string {
  const frequencies = frequenciesOf(listeners);
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = listeners.flatMap(({ name, hearing }) =>
    EARS.map((ear) => [
      name,
      ear,
      ...levelsAtMeasured(hearing[ear], frequencies).map((level) => level ?? ''),
    ]),
  );
  return [['listener', 'ear', ...frequencies], ...rows]
    .map((row) => `${row.map((value) => cell(String(value))).join(',')}\r\n`)
    .join('');
}

function frequenciesOf(listeners: readonly NamedHearing[]): number[] {
  const all = listeners.flatMap(({ hearing: { left, right } }) => [
    ...left.frequenciesHz,
    ...right.frequenciesHz,
  ]);
  return [...new Set(all)].sort((a, b) => a - b);
}

/** Null: not measured at this frequency. */
const levelsAtMeasured = (
  { frequenciesHz, levelsDbHl }: Audiogram,
  at: readonly number[],
): (number | null)[] => at.map((hz) => levelsDbHl[frequenciesHz.indexOf(hz)] ?? null);

function checked(name: string, ear: Ear, frequenciesHz: number[], levelsDbHl: number[]): Audiogram {
  const audiogram = AudiogramSchema.safeParse({ frequenciesHz, levelsDbHl });
  if (audiogram.success) return audiogram.data;
  const [issue] = audiogram.error.issues;
  const at = typeof issue?.path[1] === 'number' ? ` at ${String(frequenciesHz[issue.path[1]])} Hz` : '';
  throw invalid(
    `The audiogram of the ${ear} ear of "${name}" is not valid${at}: ${issue?.message ?? 'unknown'}`,
    audiogram.error,
  );
}

function invalid(message: string, cause?: unknown): Failure {
  return new Failure('listener/invalid', message, { cause });
}

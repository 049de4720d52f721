import { z } from 'zod';
import { Failure } from '../contract/failure.ts';
import { EARS, type Audiogram, type Ear, type NamedHearing } from './audiogram.ts';
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
 * A table with the header `listener,ear,250,500,…` (Hz) and one row per listener and ear (`left` or `right`, also `l` or
 * `r`), levels in dB HL. An empty cell means that the ear was not measured at this frequency.
 * @throws Failure `listener/invalid`
 */
export function parseListenersCsv(text: string): NamedHearing[] {
  const [header = '', ...rows] = text.split(/\r\n|\n|\r/);
  const [listenerColumn, earColumn, ...frequencies] = cellsOf(header);
  if (listenerColumn?.toLowerCase() !== 'listener' || earColumn?.toLowerCase() !== 'ear') {
    throw invalid('The table of listeners begins with the columns listener and ear');
  }
  const ears = new Map<string, Partial<Record<Ear, Audiogram>>>();
  for (const [index, row] of rows.entries()) {
    if (row.trim() === '') continue;
    const [name = '', earName = '', ...levels] = cellsOf(row);
    const ear = EARS.find((one) => one === earName.toLowerCase() || one.startsWith(earName.toLowerCase()));
    if (name === '' || earName === '' || ear === undefined) {
      throw invalid(`Line ${index + 2} names no listener, or no ear (left or right)`);
    }
    const measured = frequencies
      .map((hz, n) => ({ hz: Number(hz), level: levels[n] ?? '' }))
      .filter(({ level }) => level !== '');
    const both = ears.get(name) ?? {};
    if (both[ear] !== undefined) throw invalid(`Listener "${name}" has two rows for the ${ear} ear`);
    both[ear] = checked(
      name,
      ear,
      measured.map(({ hz }) => hz),
      measured.map(({ level }) => Number(level)),
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

/** The listeners in the challenges' format. Both ears are given at the frequencies that either was measured at. */
export function listenersToJson(listeners: readonly NamedHearing[]): string {
  const entries = listeners.map(({ name, hearing: { left, right } }) => {
    const cfs = [...new Set([...left.frequenciesHz, ...right.frequenciesHz])].sort((a, b) => a - b);
    const levels = ({ frequenciesHz, levelsDbHl }: Audiogram): (number | null)[] =>
      cfs.map((hz) => levelsDbHl[frequenciesHz.indexOf(hz)] ?? null);
    return [
      name,
      { name, audiogram_cfs: cfs, audiogram_levels_l: levels(left), audiogram_levels_r: levels(right) },
    ];
  });
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

const cellsOf = (row: string): string[] =>
  row.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));

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

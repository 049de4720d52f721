import { Failure } from '../contract/failure.ts';
import { HIGHEST_PITCH, LOWEST_PITCH, MAX_NOTES, type Note } from './notes.ts';

/** A note from a table in seconds, before its player and its samples are resolved. */
export interface TimedNote {
  /** The name in the `player` or `part` column. */
  readonly player: string;
  readonly onsetSeconds: number;
  readonly offsetSeconds: number;
  /** MIDI pitch with fraction. */
  readonly pitch: number;
  /** 0 to 1. */
  readonly confidence: number;
}

const COLUMNS: Readonly<Record<keyof TimedNote, readonly string[]>> = {
  player: ['player', 'part'],
  onsetSeconds: ['onset_s', 'onset'],
  offsetSeconds: ['offset_s', 'offset'],
  pitch: ['pitch', 'pitch_midi', 'note'],
  confidence: ['confidence'],
};

/**
 * Reads a table of notes: comma-separated, with a header row and the columns `player` (or `part`), `onset_s`,
 * `offset_s`, `pitch` (or `pitch_midi`; MIDI, fractions allowed) and optionally `confidence`. Other columns are
 * ignored.
 * @throws Failure `notes/invalid` with the first unreadable line
 */
export function parseNotesCsv(text: string): TimedNote[] {
  const [header = '', ...rows] = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const names = cellsOf(header).map((name) => name.toLowerCase());
  const columnOf = (key: keyof TimedNote): number => {
    const found = COLUMNS[key].map((name) => names.indexOf(name)).find((index) => index >= 0);
    return found ?? -1;
  };
  const at = {
    player: columnOf('player'),
    onset: columnOf('onsetSeconds'),
    offset: columnOf('offsetSeconds'),
    pitch: columnOf('pitch'),
    confidence: columnOf('confidence'),
  };
  if (Math.min(at.player, at.onset, at.offset, at.pitch) < 0) {
    throw new Failure(
      'notes/invalid',
      'The table of notes needs the columns player, onset_s, offset_s and pitch',
    );
  }
  const notes: TimedNote[] = [];
  for (const [index, row] of rows.entries()) {
    if (row.trim() === '') continue;
    const cells = cellsOf(row);
    const number = (column: number): number =>
      cells[column] === undefined || cells[column] === '' ? Number.NaN : Number(cells[column]);
    const note: TimedNote = {
      player: cells[at.player] ?? '',
      onsetSeconds: number(at.onset),
      offsetSeconds: number(at.offset),
      pitch: number(at.pitch),
      confidence: at.confidence < 0 ? 1 : number(at.confidence),
    };
    const problem = problemOf(note);
    if (problem !== null) {
      throw new Failure('notes/invalid', `Line ${index + 2} of the table of notes ${problem}`, {
        details: { line: index + 2 },
      });
    }
    if (notes.length === MAX_NOTES) {
      throw new Failure('notes/invalid', `The table has more than ${MAX_NOTES} notes`);
    }
    notes.push(note);
  }
  return notes;
}

const cellsOf = (row: string): string[] =>
  row.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));

function problemOf({ player, onsetSeconds, offsetSeconds, pitch, confidence }: TimedNote): string | null {
  if (player === '') return 'names no player';
  if (!(onsetSeconds >= 0 && offsetSeconds < 1e6)) return 'has no valid times';
  if (!(onsetSeconds < offsetSeconds)) return 'ends before it begins';
  if (!(pitch >= LOWEST_PITCH && pitch <= HIGHEST_PITCH)) return 'has no valid pitch';
  if (!(confidence >= 0 && confidence <= 1)) return 'has a confidence outside of 0 to 1';
  return null;
}

/**
 * Converts timed notes to notes of a recording. Drops notes that begin at or after its end, and truncates notes that
 * pass it.
 * @param playerOf returns the player's id for a name in the table; null drops the name's notes
 */
export function notesFromTable(
  timed: readonly TimedNote[],
  recording: { readonly sampleRate: number; readonly frames: number },
  playerOf: (name: string) => string | null,
): Note[] {
  const { sampleRate, frames } = recording;
  return timed.flatMap(({ player: name, onsetSeconds, offsetSeconds, pitch, confidence }, index): Note[] => {
    const player = playerOf(name);
    const onset = Math.round(onsetSeconds * sampleRate);
    if (player === null || onset >= frames) return [];
    const offset = Math.min(frames, Math.max(onset + 1, Math.round(offsetSeconds * sampleRate)));
    return [{ id: `n${index + 1}`, player, onset, offset, pitch, origin: 'drawn', confidence }];
  });
}

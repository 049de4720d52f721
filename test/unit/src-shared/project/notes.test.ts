import { describe, expect, it } from 'vitest';
import { notesHash } from '../../../../src-main/notes/hash.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';
import {
  canonicalNotes,
  parseNotes,
  type Note,
  type NotesDocument,
} from '../../../../src-shared/project/notes.ts';
import { notesFromTable, parseNotesCsv } from '../../../../src-shared/project/notes-csv.ts';

const note = (id: string, onset: number, more: Partial<Note> = {}): Note => ({
  id,
  player: 'violin-1',
  onset,
  offset: onset + 100,
  pitch: 69,
  origin: 'score',
  confidence: 1,
  ...more,
});

const documentOf = (notes: Note[]): NotesDocument => ({
  format: 'divisi-notes',
  version: 1,
  recordingSha256: null,
  sampleRate: 44100,
  frames: 1000,
  players: ensembleOf(['violin', 'violin', 'cello']),
  notes,
});

const failureOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('a notes document', () => {
  it('comes back from its canonical text, with its notes sorted', () => {
    const document = documentOf([
      note('c', 200),
      note('b', 0, { player: 'cello', pitch: 40 }),
      note('a', 0, { pitch: 69.25 }),
    ]);
    const read = parseNotes(canonicalNotes(document));
    expect(read.notes.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(new Set(read.notes)).toEqual(new Set(document.notes));
  });

  it('has one hash for one set of notes, whatever their order, and another for other notes', () => {
    const notes = [note('a', 0), note('b', 0, { pitch: 72 }), note('c', 50)];
    const hash = notesHash(documentOf(notes));
    expect(notesHash(documentOf([...notes].reverse()))).toBe(hash);
    expect(notesHash(documentOf([note('a', 1), ...notes.slice(1)]))).not.toBe(hash);
    expect(notesHash(documentOf([note('a', 0, { pitch: 69.01 }), ...notes.slice(1)]))).not.toBe(hash);
  });

  it.each([
    ['ends before it begins', [note('a', 100, { offset: 100 })], 'must end after'],
    ['has a pitch out of range', [note('a', 0, { pitch: 128 })], 'pitch'],
    ['belongs to nobody', [note('a', 0, { player: 'flute' })], 'not one of the players'],
    ['has the id of another', [note('a', 0), note('a', 10)], 'two notes have the id'],
    ['ends after the recording', [note('a', 950)], 'after the recording'],
    [
      'lies between samples',
      [note('a', 0.5)],
      '"onset" in entry 1 of "notes" has to be a whole number, not 0.5',
    ],
  ])('is refused where a note %s', (_, notes, words) => {
    expect(failureOf(() => parseNotes(JSON.stringify(documentOf(notes))))).toMatchObject({
      code: 'notes/invalid',
      message: expect.stringContaining(words),
    });
  });

  it('is refused where it is no JSON', () => {
    expect(failureOf(() => parseNotes('{'))).toMatchObject({ code: 'notes/invalid' });
  });
});

describe('a table of notes', () => {
  const TABLE = 'part,onset_s,offset_s,pitch_midi,note\r\nviola,0.5,1.25,60.31,60\nviola,1.9,2.5,62,62\n\n';

  it('is read by its header', () => {
    expect(parseNotesCsv(TABLE)).toEqual([
      { player: 'viola', onsetSeconds: 0.5, offsetSeconds: 1.25, pitch: 60.31, confidence: 1 },
      { player: 'viola', onsetSeconds: 1.9, offsetSeconds: 2.5, pitch: 62, confidence: 1 },
    ]);
  });

  it('becomes notes of a recording, cut at its end', () => {
    const recording = { sampleRate: 1000, frames: 2000 };
    const notes = notesFromTable(parseNotesCsv(TABLE), recording, (name) => name);
    expect(notes.map(({ onset, offset }) => [onset, offset])).toEqual([
      [500, 1250],
      [1900, 2000],
    ]);
    expect(notesFromTable(parseNotesCsv(TABLE), { ...recording, frames: 1900 }, (name) => name)).toHaveLength(
      1,
    );
    expect(notesFromTable(parseNotesCsv(TABLE), recording, () => null)).toEqual([]);
  });

  it.each([
    ['no header', 'viola,0,1,60\n', 'columns'],
    ['a wrong time', 'player,onset_s,offset_s,pitch\nviola,x,1,60', 'Line 2'],
    ['an empty pitch', 'player,onset_s,offset_s,pitch\nviola,0,1,60\nviola,0,1,', 'Line 3'],
    ['a note that ends first', 'player,onset_s,offset_s,pitch\nviola,1,1,60', 'ends before'],
  ])('with %s is refused', (_, text, words) => {
    expect(failureOf(() => parseNotesCsv(text))).toMatchObject({
      code: 'notes/invalid',
      message: expect.stringContaining(words),
    });
  });
});

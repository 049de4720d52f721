import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotesDocument, type Note } from '../../../../src-shared/project/notes.ts';
import {
  addNote,
  assignNotes,
  freeNoteId,
  moveNotes,
  removeNotes,
  stretchNotes,
  swapLines,
} from '../../../../src-renderer/document/note-edits.ts';
import { createNotesStore, giveTo } from '../../../../src-renderer/document/notes-store.ts';

const FRAMES = 100_000;
const LEAST = 200;
const PLAYERS = [
  { id: 'violin-1', instrument: 'violin', label: 'Violin 1' },
  { id: 'violin-2', instrument: 'violin', label: 'Violin 2' },
] as const;

const aNote = (change: Partial<Note> & { readonly id: string }): Note => ({
  ...{ player: 'violin-1', onset: 1000, offset: 3000, pitch: 69, origin: 'score', confidence: 0.8 },
  ...change,
});

const documentOf = (notes: readonly Note[]): NotesDocument => ({
  ...{ format: 'divisi-notes', version: 1, recordingSha256: null, sampleRate: 44_100, frames: FRAMES },
  players: [...PLAYERS],
  notes: [...notes],
});

const someNotes = fc
  .uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 99 }).map((number) => `n${number}`),
      player: fc.constantFrom('violin-1', 'violin-2'),
      onset: fc.integer({ min: 0, max: FRAMES - 1000 }),
      length: fc.integer({ min: 1, max: 1000 }),
      pitch: fc.integer({ min: 0, max: 127 }),
    }),
    { selector: ({ id }) => id, maxLength: 20 },
  )
  .map((all) => all.map(({ length, ...note }) => aNote({ ...note, offset: note.onset + length })));
const someIds = fc.array(fc.integer({ min: 1, max: 99 })).map((all) => new Set(all.map((id) => `n${id}`)));

describe('edits of notes', () => {
  it('leave a valid document, whatever is asked of them', () => {
    fc.assert(
      fc.property(
        someNotes,
        someIds,
        fc.integer({ min: -2 * FRAMES, max: 2 * FRAMES }),
        fc.double({ min: -200, max: 200, noNaN: true }),
        fc.constantFrom('onset' as const, 'offset' as const),
        (notes, ids, frames, semitones, end) => {
          const before = documentOf(notes);
          for (const after of [
            removeNotes(before, ids),
            assignNotes(before, ids, 'violin-2'),
            moveNotes(before, ids, frames, semitones),
            stretchNotes(before, ids, end, frames, LEAST),
            swapLines(before, ['violin-1', 'violin-2']),
          ]) {
            expect(NotesDocument.safeParse(after).error).toBeUndefined();
            expect(after.notes.filter(({ id }) => !ids.has(id)).length).toBeGreaterThanOrEqual(0);
          }
        },
      ),
      { seed: 15, numRuns: 300 },
    );
  });

  it('move a phrase together: what stands at the edge stops the others', () => {
    const phrase = [
      aNote({ id: 'a', onset: 500, offset: 900 }),
      aNote({ id: 'b', onset: 1500, offset: 2000 }),
    ];
    const moved = moveNotes(documentOf(phrase), new Set(['a', 'b']), -800, 60);
    expect(moved.notes.map(({ onset, offset, pitch }) => [onset, offset, pitch])).toEqual([
      [0, 400, 127],
      [1000, 1500, 127],
    ]);
    expect(moved.notes[0]).toMatchObject({ origin: 'drawn', confidence: 1 });
  });

  it('give the same document where nothing changes', () => {
    const before = documentOf([aNote({ id: 'a' })]);
    const ids = new Set(['a']);
    expect(moveNotes(before, ids, 0, 0)).toBe(before);
    expect(assignNotes(before, ids, 'violin-1')).toBe(before);
    expect(removeNotes(before, new Set(['b']))).toBe(before);
    expect(stretchNotes(before, ids, 'offset', 0, LEAST)).toBe(before);
  });

  it('stretch no note below the least length', () => {
    const before = documentOf([aNote({ id: 'a', onset: 1000, offset: 3000 })]);
    const ids = new Set(['a']);
    expect(stretchNotes(before, ids, 'onset', 9000, LEAST).notes[0]?.onset).toBe(2800);
    expect(stretchNotes(before, ids, 'offset', -9000, LEAST).notes[0]?.offset).toBe(1200);
    expect(stretchNotes(before, ids, 'offset', 10 * FRAMES, LEAST).notes[0]?.offset).toBe(FRAMES);
  });

  it('swap two whole lines, each note with its confidence; twice is as before', () => {
    const before = documentOf([
      aNote({ id: 'a', onset: 0, offset: 100, playerConfidence: 0.7 }),
      aNote({ id: 'b', player: 'violin-2', onset: 50, offset: 150 }),
    ]);
    const after = swapLines(before, ['violin-1', 'violin-2']);
    expect(after.notes.map(({ id, player, playerConfidence }) => [id, player, playerConfidence])).toEqual([
      ['a', 'violin-2', 0.7],
      ['b', 'violin-1', undefined],
    ]);
    expect(swapLines(after, ['violin-1', 'violin-2'])).toEqual(before);
  });

  it('of a note that is given to a player leave no doubt whose it is', () => {
    const before = documentOf([aNote({ id: 'a', origin: 'heard', playerConfidence: 0.6 })]);
    const ids = new Set(['a']);
    for (const after of [assignNotes(before, ids, 'violin-2'), moveNotes(before, ids, 100, 0)]) {
      expect(after.notes[0]?.playerConfidence).toBeUndefined();
    }
  });

  it('draw notes under ids that are free', () => {
    const before = documentOf([aNote({ id: 'drawn-2' })]);
    const id = freeNoteId(before);
    expect(id).toBe('drawn-3');
    const after = addNote(before, aNote({ id, onset: 10, offset: 20 }));
    expect(after.notes.map((note) => note.id)).toEqual(['drawn-3', 'drawn-2']);
    expect(() => addNote(after, aNote({ id }))).toThrow(/taken/);
    expect(() => addNote(after, aNote({ id: 'x', player: 'viola' }))).toThrow(/no player/);
  });
});

it('the store makes one undo step of a gesture and names it', () => {
  const store = createNotesStore(documentOf([aNote({ id: 'a' })]));
  const before = store.getSnapshot().document;
  store.begin('moveNotes');
  for (let step = 0; step < 5; step += 1)
    store.edit('moveNotes', (now) => moveNotes(now, new Set(['a']), 10, 0));
  store.end();
  giveTo(store, new Set(['a']), PLAYERS[1]);
  expect(store.getSnapshot()).toMatchObject({ undoLabel: 'giveNotes', redoLabel: null });
  store.undo();
  expect(store.getSnapshot()).toMatchObject({ undoLabel: 'moveNotes', redoLabel: 'giveNotes' });
  store.undo();
  expect(store.getSnapshot().document).toBe(before);
});

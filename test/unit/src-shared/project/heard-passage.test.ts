import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasNotesIn, withHeard } from '../../../../src-shared/project/heard-passage.ts';
import { NotesDocument, type Note } from '../../../../src-shared/project/notes.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';

const FRAMES = 1000;
const MIDDLE = 500;

const document = (instruments: Parameters<typeof ensembleOf>[0], notes: readonly Note[]): NotesDocument => ({
  format: 'divisi-notes',
  version: 1,
  recordingSha256: null,
  sampleRate: 44_100,
  frames: FRAMES,
  players: ensembleOf(instruments),
  notes: [...notes],
});

/** Notes with ids from a small set, so that those of two documents collide. */
const notesWithin = (from: number, to: number, players: readonly string[]) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 8 })
    .chain((numbers) =>
      fc.tuple(
        ...numbers.map((number) =>
          fc.record({
            id: fc.constant(`h${number}`),
            player: fc.constantFrom(...players),
            onset: fc.integer({ min: from, max: to - 2 }),
            pitch: fc.integer({ min: 40, max: 80 }),
          }),
        ),
      ),
    )
    .map((notes) =>
      notes.map((note): Note => ({ ...note, offset: note.onset + 1, origin: 'heard', confidence: 0.5 })),
    );

it('what was heard in a passage joins the notes of the rest: none is lost, and the document stays valid', () => {
  const present = notesWithin(0, MIDDLE, ['violin-1', 'violin-2']);
  const heard = notesWithin(MIDDLE, FRAMES, ['violin-1', 'violin-2', 'cello']);
  fc.assert(
    fc.property(present, heard, (before, after) => {
      const known = document(['violin', 'violin'], before);
      const joined = withHeard(known, document(['violin', 'violin', 'cello'], after));
      expect(NotesDocument.parse(joined)).toEqual(joined);
      expect(joined.notes.slice(0, before.length)).toEqual(before);
      const without = (notes: readonly Note[]) => notes.map((note) => ({ ...note, id: '' }));
      expect(without(joined.notes.slice(before.length))).toEqual(without(after));
      expect(joined.players.map(({ id }) => id)).toEqual(['violin-1', 'violin-2', 'cello']);
      expect(hasNotesIn(joined, { from: MIDDLE, to: FRAMES })).toBe(after.length > 0);
    }),
  );
});

it('a recording without notes takes what was heard as it is', () => {
  const heard = document(['cello'], []);
  expect(withHeard(null, heard)).toBe(heard);
  expect(hasNotesIn(null, { from: 0, to: FRAMES })).toBe(false);
});

it('a note that only touches the passage is not in it', () => {
  const note: Note = {
    ...{ id: 'a', player: 'cello', onset: 100, offset: 200, pitch: 60 },
    ...{ origin: 'score' as const, confidence: 1 },
  };
  const known = document(['cello'], [note]);
  expect(hasNotesIn(known, { from: 200, to: 300 })).toBe(false);
  expect(hasNotesIn(known, { from: 0, to: 100 })).toBe(false);
  expect(hasNotesIn(known, { from: 199, to: 300 })).toBe(true);
});

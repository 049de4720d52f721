import { expect, it } from 'vitest';
import { changedSpans } from '../../../../src-shared/project/changed-notes.ts';
import type { Note } from '../../../../src-shared/project/notes.ts';

const note = (id: string, onset: number, offset: number, change: Partial<Note> = {}): Note => ({
  ...{ id, player: 'violin', onset, offset, pitch: 60, origin: 'score', confidence: 1 },
  ...change,
});
const notes = [note('a', 0, 100), note('b', 100, 200), note('c', 500, 600), note('d', 900, 1000)];
const changed = (after: readonly Note[]) => changedSpans(notes, after, 20, 1000);
const without = (id: string): Note[] => notes.filter((other) => other.id !== id);

it('notes that are the same, in another order or with other ids, change nothing', () => {
  expect(changed(notes)).toEqual([]);
  expect(
    changed(notes.toReversed().map((other, index) => ({ ...other, id: String(index), confidence: 0.5 }))),
  ).toEqual([]);
});

it('a note that is gone, added, moved or given away changes its span and a margin around it', () => {
  expect(changed(without('c'))).toEqual([{ from: 480, to: 620 }]);
  expect(changed([...notes, note('e', 700, 710)])).toEqual([{ from: 680, to: 730 }]);
  expect(changed([...without('c'), note('c', 550, 700)])).toEqual([{ from: 480, to: 720 }]);
  expect(changed([...without('c'), note('c', 500, 600, { player: 'cello' })])).toEqual([
    { from: 480, to: 620 },
  ]);
  expect(changed([...without('c'), note('c', 500, 600, { pitch: 61 })])).toEqual([{ from: 480, to: 620 }]);
});

it('spans that touch are joined, and none leaves the recording', () => {
  expect(changed(notes.slice(2))).toEqual([{ from: 0, to: 220 }]);
  expect(changed([])).toEqual([
    { from: 0, to: 220 },
    { from: 480, to: 620 },
    { from: 880, to: 1000 },
  ]);
});

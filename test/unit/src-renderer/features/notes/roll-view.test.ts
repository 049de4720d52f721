import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Note } from '../../../../../src-shared/project/notes.ts';
import {
  boxOf,
  hitAt,
  notesWithin,
  pitchAt,
  pitchTop,
  pitchViewOf,
  rowHeight,
} from '../../../../../src-renderer/features/notes/roll-view.ts';

const note = (id: string, onset: number, offset: number, pitch: number): Note => ({
  ...{ id, onset, offset, pitch, player: 'flute', origin: 'score', confidence: 1 },
});
const time = { start: 0, framesPerPixel: 100 };

it('shows every note with room around it, an octave and a half at least', () => {
  expect(pitchViewOf([note('a', 0, 1, 60)], 400)).toMatchObject({ low: 52, high: 70 });
  const { low, high } = pitchViewOf([note('a', 0, 1, 40), note('b', 0, 1, 90)], 400);
  expect([low, high]).toEqual([38, 93]);
});

it('puts a pitch in the middle of its row, and finds it again there', () => {
  const view = pitchViewOf([note('a', 0, 1, 60)], 360);
  fc.assert(
    fc.property(fc.double({ min: 40, max: 90, noNaN: true }), (pitch) => {
      expect(pitchAt(view, pitchTop(view, pitch) + rowHeight(view) / 2)).toBeCloseTo(pitch, 9);
    }),
    { seed: 7 },
  );
});

it('finds the note under the pointer, its ends where it is wide enough, the one on top first', () => {
  const view = pitchViewOf([note('a', 0, 1, 60)], 360);
  const notes = [
    note('under', 1000, 9000, 60),
    note('over', 5000, 9000, 60),
    note('short', 20_000, 20_500, 60),
  ];
  const y = pitchTop(view, 60) + rowHeight(view) / 2;
  const hit = (x: number) => {
    const found = hitAt(notes, x, y, time, view);
    return found === null ? null : [found.note.id, found.part];
  };
  expect(hit(12)).toEqual(['under', 'onset']);
  expect(hit(30)).toEqual(['under', 'body']);
  expect(hit(52)).toEqual(['over', 'onset']);
  expect(hit(89)).toEqual(['over', 'offset']);
  expect(hit(202)).toEqual(['short', 'body']);
  expect(hit(150)).toBeNull();
  expect(hitAt(notes, 30, y + rowHeight(view), time, view)).toBeNull();
});

it('selects what a rectangle touches, whichever corner it began at', () => {
  const view = pitchViewOf([note('a', 0, 1, 60)], 360);
  const notes = [note('a', 0, 1000, 60), note('b', 2000, 3000, 62), note('c', 4000, 5000, 60)];
  const { top } = boxOf(note('b', 2000, 3000, 62), time, view);
  const corners = { x0: 35, y0: top + 60, x1: 5, y1: top };
  expect([...notesWithin(notes, corners, time, view)]).toEqual(['a', 'b']);
});

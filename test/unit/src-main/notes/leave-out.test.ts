import { expect, it } from 'vitest';
import { leaveOut, passagesOf, repeatsOf } from '../../../../src-main/notes/leave-out.ts';
import type { Score } from '../../../../src-main/notes/score.ts';

/** Bars of four quarters, a note in each, whose pitch is the bar's place in the alphabet. */
const scoreOf = (
  ids: readonly string[],
  tempi: Score['tempi'] = [{ onset: 0, quartersPerMinute: 60 }],
): Score => ({
  parts: [{ name: 'Flute', instrument: 'flute' }],
  measures: ids.map((id, index) => ({
    label: id,
    pass: ids.indexOf(id) < index ? 2 : 1,
    notated: [...new Set(ids)].indexOf(id),
    onset: 4 * index,
    duration: 4,
    beat: 1,
  })),
  notes: ids.map((id, index) => ({
    id: `n${index}`,
    part: 0,
    onset: 4 * index + 1,
    duration: 3,
    pitch: id.charCodeAt(0),
  })),
  tempi,
});

const labels = (score: Score): string => score.measures.map(({ label }) => label).join(' ');

it.each([
  ['a b c', null],
  ['a b a b c', 'a b c'],
  ['a b a c d', 'a c d'],
  ['a a b b', 'a b'],
  ['a b c d e f g a b', null],
  // A repeat before a da capo is one, however long the middle.
  ['a b a b c d e f g a b', 'a b c d e f g a b'],
])('of the bars %s, played without any repeat, are left: %s', (played, left) => {
  const ids = played.split(' ');
  const score = leaveOut(scoreOf(ids), repeatsOf(ids));
  const expected = left ?? played;
  expect(labels(score)).toBe(expected);
  expect(score.notes.map(({ pitch }) => String.fromCharCode(pitch)).join(' ')).toBe(expected);
  expect(score.notes.every(({ onset }, index) => onset === 4 * index + 1)).toBe(true);
});

it('every single repeat is left out by itself', () => {
  const ids = 'a b a c d d e f e f'.split(' ');
  const score = scoreOf(ids);
  const repeats = repeatsOf(ids);
  expect(passagesOf(score, repeats)).toEqual([
    { from: 'a', to: 'b' },
    { from: 'd', to: 'd' },
    { from: 'e', to: 'f' },
  ]);
  const without = repeats.map((repeat) => leaveOut(score, [repeat]));
  expect(without.map(labels)).toEqual(['a c d d e f e f', 'a b a c d e f e f', 'a b a c d d e f']);
  expect(without[0]?.measures.map(({ pass }) => pass)).toEqual([1, 1, 1, 2, 1, 1, 2, 2]);
});

it('tempo marks move along, and the one in force holds', () => {
  const ids = ['a', 'b', 'a', 'b', 'c'];
  const tempi = [
    { onset: 0, quartersPerMinute: 60 },
    { onset: 4, quartersPerMinute: 90 },
    { onset: 8, quartersPerMinute: 60 },
    { onset: 14, quartersPerMinute: 90 },
  ];
  expect(leaveOut(scoreOf(ids, tempi), repeatsOf(ids)).tempi).toEqual([
    { onset: 0, quartersPerMinute: 60 },
    { onset: 6, quartersPerMinute: 90 },
  ]);
});

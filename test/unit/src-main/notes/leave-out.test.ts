import { expect, it } from 'vitest';
import { leaveOutRepeats } from '../../../../src-main/notes/leave-out.ts';
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

it.each([
  ['a b c', null],
  ['a b a b c', 'a b c'],
  ['a b a c d', 'a c d'],
  ['a a b b', 'a b'],
  ['a b c d e f g a b', 'a b c d e f g a b'],
])('of the bars %s, played once, are left: %s', (played, left) => {
  const ids = played.split(' ');
  const score = leaveOutRepeats(scoreOf(ids), ids);
  // Five bars and more between two times are a section of their own: a da capo is no repeat.
  const expected = left === played ? null : left;
  expect(score?.measures.map(({ label }) => label).join(' ') ?? null).toBe(expected);
  expect(score?.notes.map(({ pitch }) => String.fromCharCode(pitch)).join(' ') ?? null).toBe(expected);
  expect(score?.notes.every(({ onset }, index) => onset === 4 * index + 1) ?? true).toBe(true);
});

it('tempo marks move along, and the one in force holds', () => {
  const ids = ['a', 'b', 'a', 'b', 'c'];
  const tempi = [
    { onset: 0, quartersPerMinute: 60 },
    { onset: 4, quartersPerMinute: 90 },
    { onset: 8, quartersPerMinute: 60 },
    { onset: 14, quartersPerMinute: 90 },
  ];
  expect(leaveOutRepeats(scoreOf(ids, tempi), ids)?.tempi).toEqual([
    { onset: 0, quartersPerMinute: 60 },
    { onset: 6, quartersPerMinute: 90 },
  ]);
});

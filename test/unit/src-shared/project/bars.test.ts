import { expect, it } from 'vitest';
import type { AlignedBar } from '../../../../src-shared/project/alignment.ts';
import { barAt, formatBarBeat, heardBars, nearestBarLine } from '../../../../src-shared/project/bars.ts';

const bar = (label: string, start: number | null, end: number | null, quarters = 4): AlignedBar => ({
  ...{ label, pass: 1, notated: null, fit: null, beat: quarters === 3 ? 0.5 : 1 },
  ...{ quarters, start, end },
});
/** A pick-up bar that the recording lacks, two bars, a gap, and a bar of 6/8. */
const BARS = heardBars([
  bar('0', null, null, 1),
  bar('1', 100, 500),
  bar('2', 500, 900),
  bar('3', 1000, 1600, 3),
]);

it('keeps the bars that sound, with their place in the score', () => {
  expect(BARS.map(({ index, label }) => [index, label])).toEqual([
    [1, '1'],
    [2, '2'],
    [3, '3'],
  ]);
});

it.each([
  [99, null],
  [100, '1.1'],
  [199, '1.1'],
  [200, '1.2'],
  [499, '1.4'],
  [500, '2.1'],
  [950, null],
  [1000, '3.1'],
  [1599, '3.6'],
  [1600, null],
])('at sample %i stands %s', (sample, text) => {
  expect(formatBarBeat(BARS, sample)).toBe(text);
  expect(barAt(BARS, sample)?.label ?? null).toBe(text?.split('.')[0] ?? null);
});

it('finds the nearest bar line, the end of the last bar among them', () => {
  expect([0, 310, 940, 960, 1500].map((sample) => nearestBarLine(BARS, sample))).toEqual([
    100, 500, 1000, 1000, 1600,
  ]);
  expect(nearestBarLine([], 5)).toBeNull();
});

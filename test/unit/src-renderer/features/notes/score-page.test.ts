import { describe, expect, it } from 'vitest';
import { barAt, heardBars } from '../../../../../src-shared/project/bars.ts';
import type { EngravedPage } from '../../../../../src-shared/project/engraving.ts';
import { sampleOfSpot, soundingNotes } from '../../../../../src-renderer/features/notes/score-page.ts';

/** Two bars beside each other on one system, the first of them played twice. */
const PAGE: EngravedPage = {
  svg: '',
  width: 100,
  height: 100,
  bars: [
    { notated: 0, box: [0.1, 0.2, 0.4, 0.1] },
    { notated: 1, box: [0.5, 0.2, 0.4, 0.1] },
  ],
  notes: [
    { notated: 0, part: 0, from: 0, to: 2, box: [0.12, 0.2, 0.02, 0.02] },
    { notated: 0, part: 0, from: 2, to: 4, box: [0.3, 0.2, 0.02, 0.02] },
    { notated: 0, part: 1, from: 0, to: 4, box: [0.12, 0.28, 0.02, 0.02] },
    { notated: 1, part: 0, from: 0, to: 4, box: [0.52, 0.2, 0.02, 0.02] },
  ],
};
const bar = (notated: number, pass: number, start: number) => ({
  ...{ label: String(notated + 1), pass, notated, fit: null, beat: 1, quarters: 4 },
  ...{ start, end: start + 400 },
});
const BARS = heardBars([bar(0, 1, 0), bar(0, 2, 400), bar(1, 1, 800)]);

const lit = (sample: number): Set<number> => {
  const at = barAt(BARS, sample);
  return at === null ? new Set() : soundingNotes(PAGE, at, sample);
};

it('lights the notes of the bar that sounds, each time that it is played', () => {
  expect(lit(100)).toEqual(new Set([0, 2]));
  expect(lit(650)).toEqual(new Set([1, 2]));
  expect(lit(800)).toEqual(new Set([3]));
});

describe('a spot of the page means', () => {
  const at = (x: number, y: number, position = 0): number | null =>
    sampleOfSpot(PAGE, BARS, { x, y }, position);
  it('the note under it', () => {
    expect(at(0.305, 0.21)).toBe(200);
  });
  it('else its place in the bar', () => {
    expect(at(0.2, 0.25)).toBe(100);
    expect(at(0.7, 0.25)).toBe(1000);
  });
  it('the time that is nearest to the playhead, of a bar that is played twice', () => {
    expect(at(0.2, 0.25, 790)).toBe(500);
  });
  it('nothing beside the bars', () => {
    expect(at(0.05, 0.25)).toBeNull();
    expect(sampleOfSpot(PAGE, BARS.slice(0, 1), { x: 0.7, y: 0.25 }, 0)).toBeNull();
  });
});

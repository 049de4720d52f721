import { describe, expect, it } from 'vitest';
import { heardBars } from '../../../../../src-shared/project/bars.ts';
import { barsFrom } from '../../../../../src-renderer/features/editor/bars.ts';
import {
  formatPosition,
  nextFormat,
  rulerTicks,
  shownFormat,
} from '../../../../../src-renderer/features/editor/ruler-format.ts';

const BARS = heardBars(
  Array.from({ length: 8 }, (_, index) => ({
    ...{ label: String(index + 1), pass: 1, quarters: 4, beat: 1, notated: index, fit: null },
    ...{ start: 1000 * index, end: 1000 * (index + 1) },
  })),
);
const labels = (format: 'time' | 'samples' | 'bars', framesPerPixel: number, start = 0): string[] =>
  rulerTicks(format, { start, framesPerPixel }, { frames: 8000, width: 800 }, 1000, BARS).flatMap(
    ({ label }) => (label === null ? [] : [label]),
  );

describe('the ruler', () => {
  it('counts bars, with beats where there is room for them', () => {
    expect(labels('bars', 10)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    const view = { start: 0, framesPerPixel: 10 };
    const found = rulerTicks('bars', view, { frames: 8000, width: 800 }, 1000, BARS);
    expect(found.slice(0, 5).map(({ frame }) => frame)).toEqual([0, 250, 500, 750, 1000]);
    expect(
      rulerTicks('bars', { start: 0, framesPerPixel: 50 }, { frames: 8000, width: 160 }, 1, BARS),
    ).toEqual([
      { frame: 0, label: '1' },
      { frame: 2000, label: '3' },
      { frame: 4000, label: '5' },
      { frame: 6000, label: '7' },
    ]);
  });

  it('counts samples in round numbers', () => {
    expect(labels('samples', 10)).toEqual([
      '0',
      '1,000',
      '2,000',
      '3,000',
      '4,000',
      '5,000',
      '6,000',
      '7,000',
      '8,000',
    ]);
    expect(labels('samples', 1 / 8, 100)).toEqual(['100', '120', '140', '160', '180', '200']);
  });

  it('counts time', () => {
    expect(labels('time', 10)).toEqual([
      '0:00',
      '0:01',
      '0:02',
      '0:03',
      '0:04',
      '0:05',
      '0:06',
      '0:07',
      '0:08',
    ]);
  });
});

it('a position is told in each format', () => {
  expect(formatPosition('time', 1500, 1000, BARS)).toBe('0:01.500');
  expect(formatPosition('samples', 1500.7, 1000, BARS)).toBe('1,500');
  expect(formatPosition('bars', 1500, 1000, BARS)).toBe('2.3');
  expect(formatPosition('bars', 8000, 1000, BARS)).toBe('–');
});

it('bars are offered where there are any', () => {
  expect(shownFormat('bars', [])).toBe('time');
  expect([nextFormat('time', []), nextFormat('samples', [])]).toEqual(['samples', 'time']);
  expect([nextFormat('samples', BARS), nextFormat('bars', BARS)]).toEqual(['bars', 'time']);
});

it('a project of a passage counts its own samples', () => {
  const own = barsFrom(BARS, 2500);
  expect(own[0]).toMatchObject({ label: '3', start: -500, end: 500 });
  expect(own).toHaveLength(6);
});

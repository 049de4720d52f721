import { describe, expect, it } from 'vitest';
import { StemEdit } from '../../../../src-shared/contract/stem-versions.ts';
import {
  MOST_POINTS,
  rectangleSelection,
  SoundSelection,
} from '../../../../src-shared/project/sound-selection.ts';

const refused = (value: unknown): string => {
  const parsed = SoundSelection.safeParse(value);
  if (parsed.success) throw new Error('was taken');
  return parsed.error.issues.map(({ message }) => message).join('; ');
};
const point = { at: 0, hz: 440 };
const brush = { kind: 'brush', points: [point], seconds: 0.1, semitones: 2 };

describe('SoundSelection', () => {
  it('takes every kind of shape; one that says nothing adds', () => {
    const shapes = [
      ...rectangleSelection(0, 100, 50, null),
      { kind: 'lasso', points: [point, point, point] },
      { kind: 'harmonics', from: 0, to: 10, hz: 440, count: 12, cents: 100 },
      { ...brush, erase: true },
    ];
    expect(SoundSelection.parse(shapes)).toMatchObject([
      { erase: false },
      { erase: false },
      {},
      { erase: true },
    ]);
  });

  it('refuses what is empty, erases only, is upside down, or is too much', () => {
    expect(refused([])).not.toBe('');
    expect(refused([{ ...brush, erase: true }])).toContain('every shape erases');
    expect(refused(rectangleSelection(10, 10))).toContain('the passage is empty');
    expect(refused(rectangleSelection(0, 10, 500, 400))).toContain('must lie above');
    expect(refused([{ ...brush, points: [{ at: 0, hz: 0 }] }])).not.toBe('');
    expect(refused([{ ...brush, points: [{ at: 0.5, hz: 440 }] }])).not.toBe('');
    const long = { ...brush, points: Array.from({ length: MOST_POINTS / 2 + 1 }, () => point) };
    expect(SoundSelection.safeParse([long]).success).toBe(true);
    expect(refused([long, long])).toContain(`more than ${MOST_POINTS} points`);
  });
});

it('an edit that was stored as a band of frequencies is a rectangle', () => {
  const [source, target] = ['stem_0000000000000000', 'stem_0000000000000001'];
  const stored = { kind: 'move', from: 5, to: 9, source, target, share: 1, lowHz: null, highHz: 800 };
  expect(StemEdit.parse(stored)).toEqual({
    ...{ kind: 'move', from: 5, to: 9, source, target, share: 1 },
    selection: rectangleSelection(5, 9, null, 800),
  });
});

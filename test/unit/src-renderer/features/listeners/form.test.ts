import { describe, expect, it } from 'vitest';
import { formOf, freeName, hearingOf } from '../../../../../src-renderer/features/listeners/form.ts';
import { CHART, xOf, yOf } from '../../../../../src-renderer/features/listeners/chart.ts';

const hearing = {
  left: { frequenciesHz: [250, 750, 4000], levelsDbHl: [10, 15.5, 40] },
  right: { frequenciesHz: [250, 8000], levelsDbHl: [0, -5] },
};

describe('the form of a listener', () => {
  it('keeps what was measured, and only that', () => {
    const form = formOf('L1', hearing);
    expect(form.frequenciesHz).toContain(750);
    expect(hearingOf(form)).toEqual(hearing);
  });

  it('has no hearing while a level is not valid, or an ear has fewer than two', () => {
    const form = formOf('L1', hearing);
    const at = (text: string) => form.levels.left.map((level, n) => (n === 0 ? text : level));
    expect(hearingOf({ ...form, levels: { ...form.levels, left: at('x') } })).toBeNull();
    expect(hearingOf({ ...form, levels: { ...form.levels, left: at('200') } })).toBeNull();
    expect(
      hearingOf({ ...form, levels: { ...form.levels, right: form.levels.right.map(() => '') } }),
    ).toBeNull();
  });

  it('proposes the first free code', () => {
    expect(freeName(['L1', 'L3'])).toBe('L2');
  });
});

describe('the drawing of an audiogram', () => {
  it('has equal distances between octaves, and levels downward', () => {
    expect(xOf(500) - xOf(250)).toBeCloseTo(xOf(8000) - xOf(4000), 9);
    expect(yOf(40)).toBeGreaterThan(yOf(30));
    expect([xOf(125), xOf(20_000)]).toEqual([CHART.left, CHART.width - CHART.right]);
  });
});

import { describe, expect, it } from 'vitest';
import { EditFade } from '../../../../../src-main/separation/edits/crossfade.ts';

const weights = (fade: EditFade, length: number): number[] =>
  Array.from({ length }, (_, sample) => fade.weight(sample));

describe('EditFade', () => {
  it('rises as sin² centred on one end of the range and falls as its mirror image at the other', () => {
    const fade = new EditFade({ from: 10, to: 30 }, 8, 40);
    const half = 4;
    const rise = Array.from({ length: 8 }, (_, n) => Math.sin((Math.PI / 2) * ((n + 0.5) / (2 * half))) ** 2);
    const expected = Array.from({ length: 40 }, (_, n) => {
      if (n < 6 || n >= 34) return 0;
      if (n < 14) return rise[n - 6] ?? NaN;
      return n < 26 ? 1 : (rise[33 - n] ?? NaN);
    });
    for (const [n, weight] of weights(fade, 40).entries()) expect(weight).toBeCloseTo(expected[n] ?? NaN, 12);
    expect(fade.reach).toEqual({ from: 6, to: 34 });
  });

  it('joins another edit of the neighbouring range with weights that sum to one', () => {
    const before = new EditFade({ from: 0, to: 20 }, 6, 50);
    const after = new EditFade({ from: 20, to: 50 }, 6, 50);
    for (let n = 0; n < 50; n += 1) expect(before.weight(n) + after.weight(n)).toBeCloseTo(1, 12);
  });

  it('does not fade at the ends of what was separated', () => {
    const fade = new EditFade({ from: 0, to: 12 }, 8, 12);
    expect(weights(fade, 12)).toEqual(Array.from({ length: 12 }, () => 1));
    expect(fade.reach).toEqual({ from: 0, to: 12 });
  });

  it('shortens the fade for a range that is shorter', () => {
    const fade = new EditFade({ from: 10, to: 14 }, 100, 40);
    expect(fade.reach).toEqual({ from: 8, to: 16 });
    expect(Math.max(...weights(fade, 40))).toBeGreaterThan(0.9);
  });

  it('refuses ranges that do not lie in the passage', () => {
    for (const range of [
      { from: 5, to: 5 },
      { from: -1, to: 5 },
      { from: 5, to: 41 },
    ]) {
      expect(() => new EditFade(range, 4, 40)).toThrow(RangeError);
    }
  });
});

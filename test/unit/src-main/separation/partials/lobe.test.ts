import { describe, expect, it } from 'vitest';
import {
  firstBin,
  lobe,
  LOBE_BINS,
  widthAt,
  writeLobe,
} from '../../../../../src-main/separation/partials/lobe.ts';

/** Power of the transform of a Hann window of 256 samples at a frequency in bins, one at zero. */
function transform(bins: number): number {
  const size = 256;
  let [re, im, sum] = [0, 0, 0];
  for (let n = 0; n < size; n += 1) {
    const w = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size);
    re += w * Math.cos((2 * Math.PI * bins * n) / size);
    im += w * Math.sin((2 * Math.PI * bins * n) / size);
    sum += w;
  }
  return (re * re + im * im) / (sum * sum);
}

describe('a lobe', () => {
  it('is the Hann window’s transform, within 1e-4', () => {
    for (let d = -2.95; d < 3; d += 0.05) expect(Math.abs(lobe(d) - transform(d))).toBeLessThan(1e-4);
  });

  it('ends three bins from its centre', () => {
    expect(lobe(2.999)).toBeGreaterThan(0);
    expect(lobe(3)).toBe(0);
    expect(lobe(-40)).toBe(0);
  });

  it('widens with the deviation of the frequency in bins, up to six times', () => {
    expect(widthAt(200, 0)).toBe(1);
    expect(widthAt(200, 0.01)).toBeCloseTo(Math.sqrt(5), 12);
    expect(widthAt(1000, 0.1)).toBe(6);
  });

  it('is zero outside the spectrum', () => {
    const out = new Float64Array(LOBE_BINS + 2).fill(7);
    writeLobe(0.4, 0, 3, out, 1, { from: 0, to: 0 });
    expect([...out.subarray(1, 10)]).toEqual(new Array(9).fill(0));
    expect(firstBin(0.4)).toBe(-9);
    expect(out[10]).toBeCloseTo(lobe(0.4), 12);
    expect(out[12]).toBeCloseTo(lobe(1.6), 12);
    expect(out[13]).toBe(0);
    expect([out[0], out[LOBE_BINS + 1]]).toEqual([7, 7]);
  });
});

import { describe, expect, it } from 'vitest';
import { KernelMemory } from '../../../../../src-main/kernels/kernels.ts';
import { firstBin, Lobe, LOBE_BINS, widthAt } from '../../../../../src-main/separation/partials/lobe.ts';
import { lobe, writeLobe } from '../../../../support/reference/partials/lobe.ts';

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

  const memory = new KernelMemory();
  const at = memory.reserve(LOBE_BINS * 8);
  const out = memory.float64(at, LOBE_BINS);

  it('has no values outside the spectrum', () => {
    const found = new Lobe();
    found.write(memory.kernels, 0.4, 0, 3, at);
    expect([found.first, found.from, found.to]).toEqual([-9, 9, 12]);
    expect(firstBin(0.4)).toBe(-9);
    expect(out[9]).toBeCloseTo(lobe(0.4), 12);
    expect(out[11]).toBeCloseTo(lobe(1.6), 12);
    found.write(memory.kernels, 40, 0, 3, at);
    expect(found.to).toBe(found.from);
  });

  it('is bit for bit the one in TypeScript', () => {
    const found = new Lobe();
    const expected = new Float64Array(LOBE_BINS);
    const support = { from: 0, to: 0 };
    for (const spread of [0, 0.003, 0.016, 0.2]) {
      for (let position = 0; position < 70; position += 0.173) {
        out.fill(0);
        found.write(memory.kernels, position, spread, 60, at);
        writeLobe(position, spread, 60, expected, 0, support);
        expect([found.from, found.to]).toEqual([support.from, support.to]);
        expect(out).toEqual(expected);
      }
    }
  });
});

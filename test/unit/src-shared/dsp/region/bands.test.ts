import { describe, expect, it } from 'vitest';
import { bandWeights, harmonicsWeights } from '../../../../../src-shared/dsp/region/bands.ts';
import { regionFraming } from '../../../../../src-shared/dsp/region/filter.ts';

const RATE = 44_100;
const { fftSize } = regionFraming(RATE);

describe('bandWeights', () => {
  it('is one inside, zero outside, and a half on an edge', () => {
    const binHz = RATE / fftSize;
    const weights = bandWeights({ lowHz: 40 * binHz, highHz: 80 * binHz }, RATE, fftSize);
    for (const [bin, weight] of weights.entries()) {
      if (bin >= 42 && bin <= 78) expect(weight).toBe(1);
      if (bin <= 38 || bin >= 82) expect(weight).toBeCloseTo(0, 30);
    }
    expect(weights[40]).toBeCloseTo(0.5, 12);
    expect(weights[80]).toBeCloseTo(0.5, 12);
  });

  it('of two bands that meet sums to one everywhere', () => {
    const low = bandWeights({ lowHz: null, highHz: 1234 }, RATE, fftSize);
    const high = bandWeights({ lowHz: 1234, highHz: null }, RATE, fftSize);
    for (const [bin, weight] of low.entries()) expect(weight + (high[bin] ?? NaN)).toBeCloseTo(1, 12);
  });
});

describe('harmonicsWeights', () => {
  const comb = (hz: number, count: number, cents: number) =>
    harmonicsWeights({ kind: 'harmonics', erase: false, from: 0, to: 1, hz, count, cents }, RATE, fftSize);
  const binOf = (hz: number): number => Math.round((hz * fftSize) / RATE);

  it('lets each harmonic and its main lobe pass, and nothing half-way between', () => {
    const weights = comb(440, 5, 50);
    for (let h = 1; h <= 5; h += 1) {
      for (const beside of [-1, 0, 1]) expect(weights[binOf(440 * h) + beside]).toBeCloseTo(1, 9);
      expect(weights[binOf(440 * (h + 0.5))]).toBe(0);
    }
    expect(weights[binOf(440 * 6)]).toBe(0);
    expect(weights[binOf(100)]).toBe(0);
  });

  it('has the width that it is given where that is wider than a partial', () => {
    const weights = comb(2000, 1, 400);
    const [low, high] = [2000 / 2 ** (200 / 1200), 2000 * 2 ** (200 / 1200)];
    for (const [bin, weight] of weights.entries()) {
      const hz = (bin * RATE) / fftSize;
      const from = Math.abs(hz - low) * (fftSize / RATE);
      const to = Math.abs(hz - high) * (fftSize / RATE);
      if (from > 2 && to > 2) expect(weight).toBeCloseTo(hz > low && hz < high ? 1 : 0, 12);
    }
  });

  it('joins bands that meet: a comb of a very low note is one band', () => {
    const weights = comb(30, 20, 50);
    for (let bin = binOf(30); bin < binOf(590); bin += 1) expect(weights[bin]).toBeGreaterThan(0.99);
  });

  it('ends below half the sample rate', () => {
    expect(comb(9000, 64, 100).length).toBe(fftSize / 2 + 1);
  });
});

import { describe, expect, it } from 'vitest';
import { pieceGain } from '../../../../src-main/separation/piece-model.ts';
import { RatioMasks } from '../../../../src-main/separation/ratio-masks.ts';
import { noise, rmsOf, sine } from '../../../support/signals.ts';

const grid = (power: 1 | 2) => new RatioMasks({ size: 256, hop: 128, power });

describe('RatioMasks', () => {
  it.each([1, 2] as const)('shares every bin out, to the power of %i', (power) => {
    const a = noise(1000, 1);
    const masks = grid(power).frame([a, a.map((value) => 2 * value), a.map((value) => -value)], 300);
    const [one, two] = [1, 2 ** power];
    for (let k = 0; k < 129; k += 1) {
      expect(masks[0]![k]).toBeCloseTo(one / (two + 2 * one), 6);
      expect(masks[1]![k]).toBeCloseTo(two / (two + 2 * one), 6);
      expect(masks.reduce((sum, mask) => sum + mask[k]!, 0)).toBeCloseTo(1, 6);
    }
  });

  it('gives each tone to the estimate that has it', () => {
    const rate = 256 * 10;
    const masks = grid(2).frame([sine(600, rate, 200), sine(600, rate, 800), new Float32Array(600)], 100);
    expect(masks[0]![20]).toBeGreaterThan(0.999);
    expect(masks[1]![80]).toBeGreaterThan(0.999);
  });

  it('gives what nobody has to the last, the rest', () => {
    const silence = new Float32Array(500);
    const [player, rest] = grid(1).frame([silence, silence], 0);
    expect(player!.every((value) => value === 0)).toBe(true);
    expect(rest!.every((value) => value === 1)).toBe(true);
  });

  it('takes what lies outside of the estimates for silence', () => {
    const signal = noise(200, 2);
    const padded = new Float32Array(600);
    padded.set(signal, 200);
    const other = noise(600, 3);
    const cut = other.slice(200, 400);
    const outside = new Float32Array(600);
    outside.set(cut, 200);
    expect(grid(1).frame([signal, cut], -100)).toEqual(grid(1).frame([padded, outside], 100));
  });

  it('centres its frames on multiples of the hop', () => {
    expect(grid(1).windowStart(0)).toBe(-128);
    expect(grid(1).windowStart(3)).toBe(256);
  });
});

describe('pieceGain', () => {
  it('is a power of two that brings any level to about -24 dBFS', () => {
    for (const level of [1e-6, 0.01, 0.5, 3]) {
      const gain = pieceGain(noise(4000, 1, level));
      expect(Number.isInteger(Math.log2(gain))).toBe(true);
      const rms = gain * rmsOf([noise(4000, 1, level)]);
      expect(rms).toBeGreaterThan(1 / 16 / 1.42);
      expect(rms).toBeLessThan((1 / 16) * 1.42);
    }
  });

  it('leaves silence alone', () => {
    expect(pieceGain(new Float32Array(100))).toBe(1);
  });
});

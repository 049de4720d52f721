import { describe, expect, it } from 'vitest';
import { utility } from '../../../../../src-shared/mixing/processors/utility/utility.ts';
import { maxDifference, noise } from '../../../../support/signals.ts';
import { run } from './running.ts';

const RATE = 48_000;
const LEFT = noise(8192, 1, 0.5);
const RIGHT = noise(8192, 2, 0.5);

type Gains = readonly [ll: number, lr: number, rl: number, rr: number];

describe('utility', () => {
  it.each<[string, Record<string, number>, Gains]>([
    ['trim', { trim: -6 }, [10 ** -0.3, 0, 0, 10 ** -0.3]],
    ['polarity of both sides', { polarity: 1 }, [-1, 0, 0, -1]],
    ['polarity of the left side', { polarity: 2 }, [-1, 0, 0, 1]],
    ['polarity of the right side', { polarity: 3 }, [1, 0, 0, -1]],
    ['no width is mono', { width: 0 }, [0.5, 0.5, 0.5, 0.5]],
    ['twice the width', { width: 200 }, [1.5, -0.5, -0.5, 1.5]],
    ['hard right', { stereoPan: 1 }, [0, 0, 1, 1]],
    ['hard left', { stereoPan: -1 }, [1, 1, 0, 0]],
    ['half right: the left side at -3 dB on both', { stereoPan: 0.5 }, [Math.SQRT1_2, 0, Math.SQRT1_2, 1]],
  ])('%s', (_name, params, [ll, lr, rl, rr]) => {
    const [left, right] = run(utility, RATE, params, [LEFT, RIGHT]);
    const expected = (a: number, b: number): Float32Array => LEFT.map((x, n) => a * x + b * RIGHT[n]!);
    expect(maxDifference(left!, expected(ll, lr))).toBeLessThan(2e-7);
    expect(maxDifference(right!, expected(rl, rr))).toBeLessThan(2e-7);
  });

  it('keeps the power of each side wherever it is panned', () => {
    for (const stereoPan of [-0.8, -0.3, 0.1, 0.6]) {
      const [left, right] = run(utility, RATE, { stereoPan }, [LEFT, new Float32Array(8192)]);
      const power = (x: Float32Array): number => x.reduce((sum, v) => sum + v * v, 0);
      expect((power(left!) + power(right!)) / power(LEFT)).toBeCloseTo(1, 5);
    }
  });

  it('delays by whole samples, and standard values pass the input bit for bit', () => {
    const [late] = run(utility, RATE, { delay: 777 }, [LEFT, RIGHT]);
    expect(maxDifference(late!.subarray(777), LEFT.subarray(0, 8192 - 777))).toBe(0);
    expect(maxDifference(late!.subarray(0, 777), new Float32Array(777))).toBe(0);
    const through = run(utility, RATE, {}, [LEFT, RIGHT]);
    expect(through.map((x, side) => maxDifference(x, side === 0 ? LEFT : RIGHT))).toEqual([0, 0]);
  });

  it('a new delay or matrix fades in over one block', () => {
    const ones = new Float32Array(1024).fill(0.5);
    const [out] = run(utility, RATE, {}, [ones, ones], (at) => (at < 512 ? {} : { polarity: 1, delay: 100 }));
    let worst = 0;
    for (let n = 1; n < out!.length; n += 1) worst = Math.max(worst, Math.abs(out![n]! - out![n - 1]!));
    expect(worst).toBeLessThan(0.01);
    expect(out!.at(-1)).toBe(-0.5);
  });
});

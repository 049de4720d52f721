import { describe, expect, it } from 'vitest';
import {
  LIMITER,
  Limiter,
  limiterFrames,
} from '../../../../../src-shared/mixing/processors/limiter/limiter.ts';
import { defaultParams } from '../../../../../src-shared/mixing/processors/parameters.ts';
import { MIX_BLOCK } from '../../../../../src-shared/mixing/types.ts';
import { maxDifference, noise, toDb } from '../../../../support/signals.ts';

const RAMP = 7 * MIX_BLOCK;

function limited(
  rate: number,
  channels: readonly [Float32Array, Float32Array],
  change: Record<string, number>,
): { readonly out: Float32Array[]; readonly reduction: number } {
  const limiter = new Limiter(rate, RAMP);
  limiter.switch(true);
  limiter.reset();
  const out = channels.map((x) => x.slice());
  const params = { ...defaultParams(LIMITER.parameters), ...change };
  let reduction = 0;
  for (let at = 0; at + MIX_BLOCK <= out[0]!.length; at += MIX_BLOCK) {
    const [left, right] = out.map((x) => x.subarray(at, at + MIX_BLOCK));
    limiter.process(left!, right!, params);
    reduction = Math.min(reduction, limiter.gainReductionDb);
  }
  return { out, reduction };
}

/** The true peak at 16 times the rate, by a windowed sinc of 64 samples on each side: longer than the limiter's own. */
function truePeak(x: Float32Array): number {
  const reach = 64;
  let highest = 0;
  for (let phase = 0; phase < 16; phase += 1) {
    const taps = Float64Array.from({ length: 2 * reach }, (_, i) => {
      const t = i - reach + 1 - phase / 16;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * t) / reach);
      return t === 0 ? 1 : (Math.sin(Math.PI * t) / (Math.PI * t)) * window;
    });
    for (let n = reach; n < x.length - reach; n += 1) {
      let sum = 0;
      for (let i = 0; i < 2 * reach; i += 1) sum += taps[i]! * x[n - reach + 1 + i]!;
      highest = Math.max(highest, Math.abs(sum));
    }
  }
  return highest;
}

/** Material with peaks between samples: sines near a quarter and far up the band, bursts, and band-limited noise. */
function material(rate: number, length: number): [Float32Array, Float32Array] {
  const left = new Float32Array(length);
  const soft = noise(length + 8, 5, 1);
  for (let n = 0; n < length; n += 1) {
    const burst = Math.floor(n / 1500) % 2 === 0 ? 1.2 : 0.2;
    const quarter = Math.sin(2 * Math.PI * (rate / 4 + 3) * (n / rate) + Math.PI / 4);
    const high = Math.sin((2 * Math.PI * 17_300 * n) / rate + 1);
    const low = Math.sin((2 * Math.PI * 90 * n) / rate);
    let smooth = 0;
    for (let i = 0; i < 8; i += 1) smooth += soft[n + i]! / 4;
    left[n] = burst * (0.6 * quarter + 0.5 * high + 0.7 * low + smooth);
  }
  return [left, left.map((x, n) => -0.7 * x + 0.1 * (soft[n] ?? 0))];
}

describe('the limiter', () => {
  it.each([
    [44_100, -1],
    [48_000, -6],
    [96_000, -0.5],
  ])('at %i Hz keeps the true peak within 0.1 dB of a ceiling of %f dB, and reaches it', (rate, ceiling) => {
    const { out, reduction } = limited(rate, material(rate, 12_288), { ceiling, input: 6, release: 50 });
    const peak = toDb(Math.max(...out.map(truePeak)));
    expect(peak).toBeLessThan(ceiling + 0.1);
    expect(peak).toBeGreaterThan(ceiling - 0.5);
    expect(reduction).toBeLessThan(-3);
  });

  it('below the ceiling gives its input, late by whole blocks, bit for bit; also again after it worked', () => {
    const rate = 48_000;
    const x = [noise(96_000, 1, 0.3), noise(96_000, 2, 0.3)] as [Float32Array, Float32Array];
    for (let n = 4000; n < 5000; n += 1) x[0][n]! *= 6;
    const late = limiterFrames(rate);
    expect(late % MIX_BLOCK).toBe(0);
    const { out } = limited(rate, x, { ceiling: -1, release: 20 });
    const same = (from: number, to: number): void => {
      out.forEach((y, side) => {
        expect(maxDifference(y.subarray(from + late, to + late), x[side]!.subarray(from, to))).toBe(0);
      });
    };
    same(0, 3500);
    expect(
      maxDifference(out[0]!.subarray(4000 + late, 5000 + late), x[0].subarray(4000, 5000)),
    ).toBeGreaterThan(0.3);
    same(80_000, 95_000);
  });

  it('holds a steady level at the ceiling, both sides by the same gain, and lets go as 1 - e^(-t/release)', () => {
    const rate = 48_000;
    const length = 96_000;
    const left = Float32Array.from({ length }, (_, n) => (n < 40_000 ? 1 : 0.1));
    const right = left.map((x) => x / 2);
    const { out } = limited(rate, [left, right], { ceiling: -6, release: 100 });
    expect(toDb(out[0]![20_000]!)).toBeCloseTo(-6.04, 2);
    expect(out[1]![20_000]! / out[0]![20_000]!).toBeCloseTo(0.5, 6);
    const low = 10 ** (-6.04 / 20);
    const gainAt = (n: number): number => out[0]![n + limiterFrames(rate)]! / 0.1;
    const [at, later] = [44_000, 48_800];
    // Between two times of the release the missing gain falls by their ratio.
    expect((1 - gainAt(later)) / (1 - gainAt(at))).toBeCloseTo(Math.exp(-(later - at) / (0.1 * rate)), 3);
    expect(gainAt(at)).toBeGreaterThan(low);
  });

  it('switched off it only delays', () => {
    const rate = 44_100;
    const limiter = new Limiter(rate, RAMP);
    const x = noise(8192, 3, 4);
    const out = x.slice();
    for (let at = 0; at < out.length; at += MIX_BLOCK) {
      const block = out.subarray(at, at + MIX_BLOCK);
      limiter.process(block, block.slice(), defaultParams(LIMITER.parameters));
    }
    const late = limiterFrames(rate);
    expect(maxDifference(out.subarray(late), x.subarray(0, 8192 - late))).toBe(0);
    expect(limiter.gainReductionDb).toBe(0);
  });
});

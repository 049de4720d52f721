import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillLane, laneValue } from '../../../../src-shared/mixing/automation.ts';
import { Deglitcher, rampFrames, smoothStep } from '../../../../src-shared/mixing/smoothing.ts';

describe('automation lanes', () => {
  it('are linear between points and held outside', () => {
    const points = [
      { at: 10, value: 1 },
      { at: 20, value: 3 },
      { at: 21, value: -1 },
    ];
    expect([0, 10, 15, 20, 21, 1000].map((at) => laneValue(points, at))).toEqual([1, 1, 2, 3, -1, -1]);
    expect(laneValue([{ at: 5, value: 7 }], 0)).toBe(7);
  });

  it('a filled block equals the value at each sample, and is flat only where it says so', () => {
    const anyPoints = fc
      .uniqueArray(fc.nat({ max: 400 }), { minLength: 1, maxLength: 12 })
      .chain((at) =>
        fc.tuple(
          fc.constant([...at].sort((a, b) => a - b)),
          fc.array(fc.integer({ min: -3, max: 3 }), { minLength: at.length, maxLength: at.length }),
        ),
      )
      .map(([at, values]) => at.map((position, index) => ({ at: position, value: values[index] ?? 0 })));
    fc.assert(
      fc.property(anyPoints, fc.nat({ max: 420 }), (points, position) => {
        const out = new Float64Array(64);
        const flat = fillLane(points, position, out);
        const expected = out.map((_, n) => laneValue(points, position + n));
        expect(Array.from(out)).toEqual(Array.from(expected));
        if (flat) expect(new Set(out).size).toBe(1);
      }),
      { seed: 20261123, numRuns: 2000 },
    );
  });
});

describe('Deglitcher', () => {
  const ramp = 64;

  it('leaves a curve alone until it changes, and again once the ramp is over', () => {
    const deglitcher = new Deglitcher(ramp);
    const block = (value: number): Float64Array => new Float64Array(32).fill(value);
    const first = block(1);
    deglitcher.apply(first, 1); // nothing came before: no ramp
    expect(Array.from(first)).toEqual(Array.from(block(1)));
    const fading = [block(3), block(3), block(3)];
    fading.forEach((curve, index) => deglitcher.apply(curve, index === 0 ? 3 : Number.NaN));
    const [a, b, c] = fading.map((curve) => Array.from(curve));
    expect([...(a ?? []), ...(b ?? [])]).toEqual(
      Array.from({ length: ramp }, (_, n) => 3 - 2 * smoothStep((ramp - 1 - n) / ramp)),
    );
    expect(c).toEqual(Array.from(block(3)));
  });

  it('sampled once a block it gives the values of the whole curve there', () => {
    const whole = new Deglitcher(ramp);
    const sampled = new Deglitcher(ramp);
    whole.apply(new Float64Array(16).fill(5), Number.NaN);
    sampled.step(5, 16, Number.NaN);
    for (let index = 0; index < 6; index += 1) {
      const curve = new Float64Array(16).fill(-1);
      whole.apply(curve, index === 0 ? -1 : Number.NaN);
      expect(sampled.step(-1, 16, index === 0 ? -1 : Number.NaN)).toBe(curve[15]);
    }
  });

  it('a ramp is whole blocks of about 20 ms', () => {
    expect(rampFrames(48_000, 128)).toBe(1024);
    expect(rampFrames(8000, 128)).toBe(128);
    expect(rampFrames(192_000, 128) / 192_000).toBeCloseTo(0.02, 3);
  });
});

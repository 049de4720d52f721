import { describe, expect, it } from 'vitest';
import { StemMetricsMeter } from '../../../../src-shared/dsp/metrics.ts';
import { TpdfDither } from '../../../../src-shared/dsp/dither.ts';
import { maxDifference, noise, sine } from '../../../support/signals.ts';

type Signal = readonly Float32Array[];

/** Straight from the definitions, on whole buffers. */
function naive(reference: Signal, estimate: Signal): { sdr: number; siSdr: number } {
  const flat = (x: Signal): number[] => x.flatMap((channel) => Array.from(channel));
  const centred = (x: Signal): number[] =>
    x.flatMap((channel) => {
      const mean = channel.reduce((sum, v) => sum + v, 0) / channel.length;
      return Array.from(channel, (v) => v - mean);
    });
  const energy = (x: number[]): number => x.reduce((sum, v) => sum + v * v, 0);
  const [s, e] = [flat(reference), flat(estimate)];
  const sdr = 10 * Math.log10(energy(s) / energy(s.map((v, n) => v - e[n]!)));
  const [cs, ce] = [centred(reference), centred(estimate)];
  const alpha = cs.reduce((sum, v, n) => sum + v * ce[n]!, 0) / energy(cs);
  const target = cs.map((v) => alpha * v);
  return { sdr, siSdr: 10 * Math.log10(energy(target) / energy(target.map((v, n) => v - ce[n]!))) };
}

function measure(reference: Signal, estimate: Signal, mixture: Signal | null = null, block = 1000) {
  const meter = new StemMetricsMeter(reference.length, mixture !== null);
  const cut = (x: Signal, at: number): Float32Array[] => x.map((c) => c.subarray(at, at + block));
  for (let at = 0; at < reference[0]!.length; at += block) {
    meter.push(cut(reference, at), cut(estimate, at), mixture === null ? null : cut(mixture, at));
  }
  return meter.result();
}

const added = (a: Float32Array, b: Float32Array, gain: number): Float32Array =>
  a.map((v, n) => v + gain * b[n]!);

describe('SDR and SI-SDR', () => {
  const s = sine(30_000, 44_100, 440, 0.3);
  const n = noise(30_000, 1, 0.3);

  it.each([1, 0.1, 0.001])('agree with the definitions at noise gain %d, mono and stereo', (gain) => {
    const pair = [s, noise(30_000, 2, 0.2)];
    for (const reference of [[s], pair]) {
      const estimate = reference.map((x, c) =>
        added(x, noise(30_000, 9 + c, 0.3), gain).map((v) => 0.8 * v + 0.01),
      );
      const expected = naive(reference, estimate);
      const result = measure(reference, estimate);
      expect(result.sdr).toBeCloseTo(expected.sdr, 6);
      expect(result.siSdr).toBeCloseTo(expected.siSdr, 6);
      expect(result.sdrImprovement).toBeNull();
    }
  });

  it('SI-SDR ignores gain and offset, SDR does not', () => {
    const estimate = added(s, n, 0.1);
    const other = estimate.map((v) => 0.25 * v + 0.1);
    expect(measure([s], [other]).siSdr).toBeCloseTo(measure([s], [estimate]).siSdr!, 4);
    expect(measure([s], [other]).sdr).toBeLessThan(measure([s], [estimate]).sdr! - 5);
  });

  it('improvement is against the mixture, whatever the blocks', () => {
    const mixture = added(s, n, 1);
    const estimate = added(s, n, 0.1);
    const result = measure([s], [estimate], [mixture], 333);
    expect(result.siSdrImprovement).toBeCloseTo(20, 1);
    expect(result.sdrImprovement).toBeCloseTo(20, 4);
    expect(measure([s], [estimate], [mixture], 30_000).sdrImprovement).toBeCloseTo(result.sdrImprovement!, 9);
  });

  it('silent references have no figures; perfect and absent estimates have infinite ones', () => {
    const zero = new Float32Array(30_000);
    expect(measure([zero], [s], [s])).toEqual({
      sdr: null,
      siSdr: null,
      sdrImprovement: null,
      siSdrImprovement: null,
      silent: true,
    });
    expect(measure([s], [s]).sdr).toBe(Infinity);
    expect(measure([s], [zero]).siSdr).toBe(-Infinity);
    expect(measure([s], [zero]).sdr).toBe(0);
  });

  it('refuses signals that do not match', () => {
    const meter = new StemMetricsMeter(1, false);
    expect(() => meter.push([s], [s.subarray(1)], null)).toThrow(/same channels and lengths/);
    expect(() => meter.push([s], [s], [s])).toThrow(/always or never/);
  });
});

describe('TpdfDither', () => {
  const step = 2 ** -15;

  it('rounds to the grid with an error whose mean and variance do not depend on the signal', () => {
    for (const level of [0, 0.25, 0.5, 0.77]) {
      const value = 0.1 + level * step;
      const x = new Float32Array(200_000).fill(value);
      new TpdfDither(16, 7).apply(x);
      expect(x.every((v) => Number.isInteger(v / step))).toBe(true);
      const errors = Array.from(x, (v) => (v - Math.fround(value)) / step);
      const mean = errors.reduce((sum, e) => sum + e, 0) / errors.length;
      const variance = errors.reduce((sum, e) => sum + (e - mean) ** 2, 0) / errors.length;
      expect(Math.abs(mean)).toBeLessThan(0.01);
      // Rounding adds 1/12 and the triangle 1/6 of a squared step.
      expect(variance).toBeCloseTo(1 / 4, 2);
    }
  });

  it('gives the same bytes for the same seed, whatever the blocks', () => {
    const x = noise(1000, 1);
    const [a, b, c] = [x.slice(), x.slice(), x.slice()];
    new TpdfDither(24, 5).apply(a);
    const parts = new TpdfDither(24, 5);
    parts.apply(b.subarray(0, 333));
    parts.apply(b.subarray(333));
    new TpdfDither(24, 6).apply(c);
    expect(maxDifference(a, b)).toBe(0);
    expect(maxDifference(a, c)).toBeGreaterThan(0);
  });
});

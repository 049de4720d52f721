import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridBits, roundToGrid, splitAtDepth, splitExactly } from '../../../../src-shared/dsp/quantise.ts';
import { maxDifference, noise, toDb } from '../../../support/signals.ts';

const onGrid = (signal: Float32Array, bits: number): Float32Array =>
  signal.map((x) => Math.min(1 - 2 ** (1 - bits), Math.max(-1, roundToGrid(x, bits))));

const buffers = (count: number, length: number): Float32Array[] =>
  Array.from({ length: count }, () => new Float32Array(length));

const sum = (parts: readonly Float32Array[]): Float64Array =>
  Float64Array.from(parts[0]!, (_, n) => parts.reduce((total, part) => total + part[n]!, 0));

describe('the grid', () => {
  it('exists for integers that float32 holds', () => {
    expect((['u8', 's16', 's24', 's32', 'f32', 'f64'] as const).map(gridBits)).toEqual([
      8,
      16,
      24,
      null,
      null,
      null,
    ]);
  });

  it('is exact in float32 up to twice full scale at 24 bits', () => {
    for (const value of [2, 2 - 2 ** -23, -2 + 2 ** -23, 1 + 2 ** -23, 2 ** -23]) {
      expect(Math.fround(roundToGrid(value, 24))).toBe(value);
    }
    expect(roundToGrid(0.3, 16)).toBe(9830 / 32768);
    expect(roundToGrid(1.5 / 32768, 16)).toBe(2 / 32768);
  });
});

describe('splitExactly', () => {
  it.each([8, 16, 24])('sums to the recording bit for bit at %i bits', (bits) => {
    const recording = onGrid(noise(50_000, bits, 1.1), bits);
    const estimates = [1, 2, 3, 4].map((seed) => Float64Array.from(noise(50_000, seed, seed * 0.9)));
    const stems = buffers(4, 50_000);
    const rest = new Float32Array(50_000);
    splitExactly(recording, estimates, bits, stems, rest);
    expect(maxDifference(sum([...stems, rest]), recording)).toBe(0);
    for (const part of [...stems, rest]) {
      expect(part.every((x) => Math.abs(x) <= 2)).toBe(true);
      expect(part.every((x) => Number.isInteger(x * 2 ** (bits - 1)))).toBe(true);
    }
  });

  it('keeps the null exact for any estimates, however wild', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 }),
        fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 8 }),
        (sample, values) => {
          const recording = Float32Array.of(sample / 2 ** 23);
          const stems = buffers(values.length, 1);
          const rest = new Float32Array(1);
          splitExactly(
            recording,
            values.map((value) => Float64Array.of(value)),
            24,
            stems,
            rest,
          );
          expect(sum([...stems, rest])[0]).toBe(recording[0]);
          expect([...stems, rest].every((part) => Math.abs(part[0]!) <= 2)).toBe(true);
        },
      ),
      { seed: 20261120, numRuns: 2000 },
    );
  });

  it('leaves rounding alone where estimates lie on the grid', () => {
    const recording = onGrid(noise(1000, 1), 24);
    const half = recording.map((x) => roundToGrid(x / 2, 24));
    const stems = buffers(1, 1000);
    const rest = new Float32Array(1000);
    splitExactly(recording, [half], 24, stems, rest);
    expect(maxDifference(stems[0]!, half)).toBe(0);
  });

  it('nulls float recordings below -140 dBFS', () => {
    const recording = noise(50_000, 9, 0.9);
    const estimates = [1, 2, 3].map((seed) => noise(50_000, seed, 0.35));
    const stems = buffers(3, 50_000);
    const rest = new Float32Array(50_000);
    splitExactly(recording, estimates, null, stems, rest);
    expect(stems.map((stem, k) => maxDifference(stem, estimates[k]!))).toEqual([0, 0, 0]);
    expect(toDb(maxDifference(sum([...stems, rest]), recording))).toBeLessThan(-140);
  });

  it('refuses unequal numbers of stems', () => {
    expect(() => splitExactly(noise(1, 1), [noise(1, 1)], 16, [], new Float32Array(1))).toThrow(/as many/);
  });
});

describe('splitAtDepth', () => {
  it('sums to the recording rounded to the depth', () => {
    const recording = onGrid(noise(20_000, 1, 0.7), 24);
    const stems = [noise(20_000, 2, 0.4), noise(20_000, 3, 0.4)];
    const rest = new Float32Array(20_000);
    const result = splitAtDepth(recording, stems, rest, 16);
    const target = onGrid(recording, 16);
    expect(result.clippedStems).toBe(0);
    expect(result.clippedRest).toBeGreaterThan(0);
    expect(sum([...stems, rest]).filter((x, n) => x !== target[n]).length).toBe(result.clippedRest);
    expect(sum([...stems, rest]).every((x) => Number.isInteger(x * 32768))).toBe(true);
  });

  it('moves what clips to the rest, and counts where that clips too', () => {
    const recording = Float32Array.of(0.5, 0.5, -1);
    const stem = Float32Array.of(1.25, -1.25, 1.5);
    const rest = new Float32Array(3);
    const top = 32767 / 32768;
    expect(splitAtDepth(recording, [stem], rest, 16)).toEqual({ clippedStems: 3, clippedRest: 2 });
    expect(Array.from(stem)).toEqual([top, -1, top]);
    expect(Array.from(rest)).toEqual([0.5 - top, top, -1]);
  });
});

import FFT from 'fft.js';
import { describe, expect, it } from 'vitest';
import { MixedRadixFft, nextFastSize } from '../../../../src-shared/dsp/mixed-radix.ts';
import { maxDifference, noise } from '../../../support/signals.ts';

describe('MixedRadixFft', () => {
  it.each([2, 4, 8, 64, 1024, 2048])('equals fft.js at size %i', (size) => {
    const input = Float64Array.from(noise(2 * size, size));
    const expected = new Float64Array(2 * size);
    new FFT(size).transform(expected, input);
    const found = new Float64Array(2 * size);
    new MixedRadixFft(size).transform(found, input);
    expect(maxDifference(found, expected)).toBeLessThan(1e-12 * size);
  });

  it.each([1, 3, 5, 15, 60, 225, 480, 6561])('inverts itself at size %i, in place too', (size) => {
    const fft = new MixedRadixFft(size);
    const input = Float64Array.from(noise(2 * size, 5));
    const buffer = input.slice();
    fft.transform(buffer, buffer);
    fft.inverseTransform(buffer, buffer);
    expect(maxDifference(buffer, input)).toBeLessThan(1e-13);
  });

  it('refuses other factors', () => {
    expect(() => new MixedRadixFft(7)).toThrow('7 is not a product of 2, 3 and 5');
    expect(() => new MixedRadixFft(0)).toThrow('0 is not a product');
  });
});

describe('nextFastSize', () => {
  it('is the next even product of 2, 3 and 5', () => {
    expect([1, 2, 7, 4096, 4458, 8916, 17_833].map(nextFastSize)).toEqual([
      2, 2, 8, 4096, 4500, 9000, 18_000,
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { nextPowerOfTwo, RealFft } from '../../../../src-shared/dsp/fft.ts';
import { maxDifference, noise } from '../../../support/signals.ts';

function naiveDft(signal: Float32Array): Float64Array {
  const bins = signal.length / 2 + 1;
  const out = new Float64Array(2 * bins);
  for (let k = 0; k < bins; k += 1) {
    for (let n = 0; n < signal.length; n += 1) {
      const angle = (-2 * Math.PI * ((k * n) % signal.length)) / signal.length;
      out[2 * k]! += signal[n]! * Math.cos(angle);
      out[2 * k + 1]! += signal[n]! * Math.sin(angle);
    }
  }
  return out;
}

describe('RealFft', () => {
  it.each([4, 6, 8, 10, 12, 16, 30, 32, 90, 128, 150, 360, 512, 750, 1024, 1350])(
    'equals the naive DFT at size %i',
    (size) => {
      const signal = noise(size, size);
      const fft = new RealFft(size);
      const spectrum = fft.createSpectrum();
      fft.forward(signal, spectrum);
      expect(maxDifference(spectrum, naiveDft(signal))).toBeLessThan(1e-11 * size);
    },
  );

  it.each([4, 10, 64, 2048, 4500, 8192, 9000])('inverts itself at size %i', (size) => {
    const signal = Float64Array.from(noise(size, 7));
    const fft = new RealFft(size);
    const spectrum = fft.createSpectrum();
    const back = new Float64Array(size);
    fft.forward(signal, spectrum);
    fft.inverse(spectrum, back);
    expect(maxDifference(back, signal)).toBeLessThan(1e-14);
  });

  it('keeps energy (Parseval) and can be used again', () => {
    const fft = new RealFft(256);
    for (const seed of [1, 2, 3]) {
      const signal = noise(256, seed);
      const spectrum = fft.createSpectrum();
      fft.forward(signal, spectrum);
      let bins = 0;
      for (let k = 0; k <= 128; k += 1) {
        bins += (k === 0 || k === 128 ? 1 : 2) * (spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2);
      }
      const time = signal.reduce((sum, x) => sum + x * x, 0);
      expect(Math.abs(bins / 256 - time)).toBeLessThan(1e-10);
    }
  });

  it('refuses sizes and buffers that do not fit', () => {
    expect(() => new RealFft(14)).toThrow(/product of 2, 3 and 5/);
    expect(() => new RealFft(9)).toThrow(/even/);
    expect(() => new RealFft(2)).toThrow(/at least 4/);
    const fft = new RealFft(8);
    expect(() => fft.forward(new Float64Array(7), fft.createSpectrum())).toThrow(/8 samples/);
    expect(() => fft.inverse(new Float64Array(8), new Float64Array(8))).toThrow(/10 numbers/);
  });
});

describe('nextPowerOfTwo', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [4458, 8192],
    [8192, 8192],
  ])('%i -> %i', (length, expected) => expect(nextPowerOfTwo(length)).toBe(expected));
});

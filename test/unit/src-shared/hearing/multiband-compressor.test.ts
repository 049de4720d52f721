import { describe, expect, it } from 'vitest';
import { OCTAVE_BANDS, camfitCompressor } from '../../../../src-shared/hearing/camfit.ts';
import { Crossover } from '../../../../src-shared/hearing/crossover.ts';
import { cad2Bands, MultibandCompressor } from '../../../../src-shared/hearing/multiband-compressor.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../src-shared/hearing/standard-audiograms.ts';
import { RealFft } from '../../../../src-shared/dsp/fft.ts';
import { hearingFigures } from '../../../support/hearing-figures.ts';
import { maxDifference, noise } from '../../../support/signals.ts';

const RATE = 44_100;

/** Magnitude in dB at the bins of a transform of an impulse response. */
function magnitudesDb(response: Float64Array, frequenciesHz: readonly number[]): number[] {
  return frequenciesHz.map((hz) => {
    let [re, im] = [0, 0];
    response.forEach((value, n) => {
      re += value * Math.cos((2 * Math.PI * hz * n) / RATE);
      im -= value * Math.sin((2 * Math.PI * hz * n) / RATE);
    });
    return 10 * Math.log10(re * re + im * im);
  });
}

describe('the crossover', () => {
  const impulse = new Float64Array(1 << 14);
  impulse[0] = 1;
  const bands = Array.from({ length: 6 }, () => new Float64Array(impulse.length));
  new Crossover(OCTAVE_BANDS.edgesHz, RATE).process(impulse, bands, impulse.length);

  it('has the reference magnitude in every band', () => {
    const { frequenciesHz, magnitudesDb: expected } = hearingFigures.crossover;
    bands.forEach((band, n) => {
      const found = magnitudesDb(band, frequenciesHz);
      // Below -100 dB the tail of the response that is cut off shows.
      found.forEach((db, k) => {
        if (expected[n]![k]! > -100) expect(Math.abs(db - expected[n]![k]!)).toBeLessThan(0.01);
      });
    });
  });

  it('sums to an all-pass', () => {
    const sum = impulse.map((_, n) => bands.reduce((all, band) => all + band[n]!, 0));
    const fft = new RealFft(sum.length);
    const spectrum = fft.createSpectrum();
    fft.forward(sum, spectrum);
    for (let k = 0; k < fft.bins; k += 1) {
      expect(Math.hypot(spectrum[2 * k]!, spectrum[2 * k + 1]!)).toBeCloseTo(1, 6);
    }
  });
});

describe('the compressor', () => {
  it('follows the reference gains through a step up and down', () => {
    const band = { attackMs: 11, releaseMs: 80, thresholdDb: -30, ratio: 3, makeUpDb: 6 };
    const step = Float64Array.from({ length: 4410 + 8820 + 8820 }, (_, n) =>
      n >= 4410 && n < 4410 + 8820 ? 10 ** -0.5 : 10 ** -2.5,
    );
    const out = step.slice();
    new MultibandCompressor([], [band], RATE).process(out);
    const expected = hearingFigures.compressorStep.gainDbEvery441;
    const found = expected.map((_, n) => 20 * Math.log10(out[441 * n]! / step[441 * n]!));
    expect(maxDifference(found, expected)).toBeLessThan(1e-6);
  });

  it('gives the same samples in blocks of any length, and again after a reset', () => {
    const bands = cad2Bands(camfitCompressor(STANDARD_AUDIOGRAMS.N4));
    const compressor = new MultibandCompressor(OCTAVE_BANDS.edgesHz, bands, RATE);
    const input = Float64Array.from(noise(10_000, 5, 0.5));
    const whole = input.slice();
    compressor.process(whole);
    compressor.reset();
    const pieces = input.slice();
    for (let from = 0, length = 1; from < pieces.length; from += length, length = (length * 7) % 1021) {
      compressor.process(pieces.subarray(from, Math.min(pieces.length, from + length)));
    }
    expect(maxDifference(pieces, whole)).toBe(0);
  });

  it('passes silence as silence', () => {
    const bands = cad2Bands(camfitCompressor(STANDARD_AUDIOGRAMS.N7));
    const silence = new Float64Array(1000);
    new MultibandCompressor(OCTAVE_BANDS.edgesHz, bands, RATE).process(silence);
    expect(silence.every((value) => value === 0)).toBe(true);
  });
});

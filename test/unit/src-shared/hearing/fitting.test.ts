import { expect, it } from 'vitest';
import { camfitCompressor, OCTAVE_BANDS } from '../../../../src-shared/hearing/camfit.ts';
import { Fir } from '../../../../src-shared/hearing/fir.ts';
import { expectedMatchDb, fittedCompressor } from '../../../../src-shared/hearing/fitting.ts';
import { cad2Bands, MultibandCompressor } from '../../../../src-shared/hearing/multiband-compressor.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../src-shared/hearing/standard-audiograms.ts';
import { maxDifference, noise } from '../../../support/signals.ts';

it('the compressor is the challenge’s own where full scale is 95 dB SPL', () => {
  const bands = cad2Bands(camfitCompressor(STANDARD_AUDIOGRAMS.S1));
  const [wanted, got] = [0, 1].map(() => Float64Array.from(noise(20_000, 5, 0.5)));
  new MultibandCompressor(OCTAVE_BANDS.edgesHz, bands, 44_100).process(wanted!);
  fittedCompressor(STANDARD_AUDIOGRAMS.S1, 95, 44_100).process(got!);
  expect(got).toEqual(wanted);
});

it('a filter gives the same in blocks of any length', () => {
  const taps = Float64Array.from(noise(33, 6));
  const whole = Float64Array.from(noise(1000, 7));
  const parts = whole.slice();
  new Fir(taps).process(whole);
  const fir = new Fir(taps);
  for (const [from, to] of [
    [0, 1],
    [1, 20],
    [20, 700],
    [700, 1000],
  ]) {
    fir.process(parts.subarray(from, to));
  }
  expect(maxDifference(parts, whole)).toBe(0);
});

it('measuring a match begins at 0 dB without a loss, and lower the greater the loss', () => {
  const { NH, N1, N3, N5 } = STANDARD_AUDIOGRAMS;
  for (const rule of ['nal-r', 'camfit'] as const) {
    const expected = [NH, N1, N3, N5].map((ear) => expectedMatchDb(rule, ear));
    expect(expected[0]).toBeCloseTo(0, 9);
    expect(expected).toEqual([...expected].sort((a, b) => b - a));
  }
});

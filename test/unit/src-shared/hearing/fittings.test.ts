import { describe, expect, it } from 'vitest';
import {
  camfitBands,
  camfitCompressor,
  camfitGainDb,
  camfitLinearDb,
  OCTAVE_BANDS,
} from '../../../../src-shared/hearing/camfit.ts';
import { nalRGainsDb, nalRTaps } from '../../../../src-shared/hearing/nal-r.ts';
import { STANDARD_AUDIOGRAMS, STANDARD_NAMES } from '../../../../src-shared/hearing/standard-audiograms.ts';
import { hearingFigures } from '../../../support/hearing-figures.ts';
import { maxDifference } from '../../../support/signals.ts';

const NAMES = ['N3', 'S2', 'NH'] as const;

describe('NAL-R', () => {
  it.each(NAMES)('has the reference gains and taps for %s', (name) => {
    const expected = hearingFigures.nalR[name];
    const audiogram = STANDARD_AUDIOGRAMS[name];
    expect(maxDifference(nalRGainsDb(audiogram), expected.gainsDb)).toBeLessThan(1e-9);
    expect(maxDifference(nalRTaps(audiogram, 140, 24_000), expected.taps24000)).toBeLessThan(1e-6);
  });

  it('is symmetric, a pure delay without a loss', () => {
    const taps = nalRTaps(STANDARD_AUDIOGRAMS.N5, 220, 44_100);
    expect(maxDifference(taps, taps.toReversed())).toBeLessThan(1e-12);
    expect([...nalRTaps(STANDARD_AUDIOGRAMS.NH, 4, 44_100)]).toEqual([0, 0, 1, 0, 0]);
  });
});

describe('CAMFIT', () => {
  it.each(NAMES)('has the reference gains for %s at every level', (name) => {
    for (const key of ['octaves', 'nine'] as const) {
      const bands = hearingFigures.camfit.bands[key];
      const expected = hearingFigures.camfit.audiograms[name][key];
      const fitted = camfitBands(STANDARD_AUDIOGRAMS[name], bands);
      expect(maxDifference(camfitLinearDb(STANDARD_AUDIOGRAMS[name], bands), expected.linearDb)).toBeLessThan(
        1e-9,
      );
      expect(
        maxDifference(
          fitted.map(({ ratio }) => ratio),
          expected.ratios,
        ),
      ).toBeLessThan(1e-9);
      hearingFigures.camfit.levels.forEach((level, n) => {
        const gains = fitted.map((band) => camfitGainDb(band, level));
        expect(maxDifference(gains, expected.gainsDb[n]!)).toBeLessThan(1e-8);
      });
    }
  });

  it('makes parameters of a compressor within their bounds', () => {
    for (const name of STANDARD_NAMES) {
      const { ratios, gainsDb } = camfitCompressor(STANDARD_AUDIOGRAMS[name]);
      expect(ratios).toHaveLength(OCTAVE_BANDS.frequenciesHz.length);
      expect(ratios.every((ratio) => ratio >= 1 && ratio <= 6)).toBe(true);
      expect(gainsDb.every((gain) => gain >= 0 && gain <= 35)).toBe(true);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { haaqi, levelOfOne } from '../../../../src-shared/hearing/haaqi/haaqi.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../src-shared/hearing/standard-audiograms.ts';
import { hearingFigures } from '../../../support/hearing-figures.ts';
import { mersenneTwister } from '../../../support/mersenne-twister.ts';

describe('HAAQI', () => {
  it('has the score of the reference implementation without its noise', () => {
    const uniform = mersenneTwister(0);
    const draw = (): Float64Array =>
      Float64Array.from({ length: 8000 }, () => Math.fround(-1 + 2 * uniform()));
    const [reference, processed] = [draw(), draw()];
    const found = haaqi({
      reference,
      processed,
      sampleRate: 16_000,
      audiogram: { frequenciesHz: [250, 500, 1000, 2000, 4000, 6000], levelsDbHl: [45, 45, 35, 45, 60, 65] },
      amplifyReference: true,
      levelOfOne: 65,
    });
    const { combined, raw } = hearingFigures.haaqi;
    expect(Math.abs(found.score - combined)).toBeLessThan(1e-6);
    expect(Math.abs(found.cepstrum - raw.cephigh)).toBeLessThan(1e-6);
    expect(Math.abs(found.motion - raw.bmsync5)).toBeLessThan(1e-6);
    expect(Math.abs(found.loudness - raw.dloud)).toBeLessThan(1e-6);
    expect(Math.abs(found.spectrum - raw.dnorm)).toBeLessThan(1e-6);
  });

  const tones = (share: number): Float64Array => {
    const random = mersenneTwister(7);
    return Float64Array.from(
      { length: 12_000 },
      (_, n) =>
        0.1 * Math.sin((2 * Math.PI * 440 * n) / 24_000) * (1 + Math.sin((2 * Math.PI * 6 * n) / 24_000)) +
        0.05 * Math.sin((2 * Math.PI * 1700 * n) / 24_000) +
        share * (random() - 0.5),
    );
  };
  const score = (processed: Float64Array): number => {
    const reference = tones(0);
    return haaqi({
      reference,
      processed,
      sampleRate: 24_000,
      audiogram: STANDARD_AUDIOGRAMS.N2,
      amplifyReference: false,
      levelOfOne: levelOfOne(reference),
    }).score;
  };

  it('falls as noise is added, and is the same every time', () => {
    const [clean, little, much] = [0, 0.02, 0.3].map((share) => score(tones(share)));
    expect(clean).toBeGreaterThan(0.95);
    expect(little).toBeLessThan(clean!);
    expect(much).toBeLessThan(little!);
    expect(score(tones(0.02))).toBe(little);
  });

  it('is a number for silence, 0 for nothing to compare with, and 1 for two empty signals', () => {
    expect(score(new Float64Array(12_000))).toBeGreaterThanOrEqual(0);
    const empty = new Float64Array(0);
    const request = {
      sampleRate: 24_000,
      audiogram: STANDARD_AUDIOGRAMS.N2,
      amplifyReference: false,
      levelOfOne: 65,
    };
    expect(haaqi({ ...request, reference: empty, processed: tones(0) }).score).toBe(0);
    expect(haaqi({ ...request, reference: empty, processed: empty }).score).toBe(1);
  });
});

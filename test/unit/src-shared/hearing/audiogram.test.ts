import { describe, expect, it } from 'vitest';
import { levelAt } from '../../../../src-shared/hearing/audiogram.ts';
import { AudiogramSchema } from '../../../../src-shared/hearing/audiogram-schema.ts';
import { STANDARD_AUDIOGRAMS, STANDARD_NAMES } from '../../../../src-shared/hearing/standard-audiograms.ts';

describe('an audiogram', () => {
  const audiogram = { frequenciesHz: [250, 1000, 4000], levelsDbHl: [10, 20, 60] };

  it('is linear over the logarithm of frequency between its points, and holds its ends', () => {
    expect(levelAt(audiogram, 500)).toBeCloseTo(15, 12);
    expect(levelAt(audiogram, 2000)).toBeCloseTo(40, 12);
    expect([100, 250, 1000, 4000, 16_000].map((hz) => levelAt(audiogram, hz))).toEqual([10, 10, 20, 60, 60]);
  });

  it('needs ascending frequencies, a level for each, and levels that an audiometer shows', () => {
    expect(AudiogramSchema.safeParse(audiogram).success).toBe(true);
    for (const wrong of [
      { frequenciesHz: [250, 250], levelsDbHl: [0, 0] },
      { frequenciesHz: [250, 500], levelsDbHl: [0, 0, 0] },
      { frequenciesHz: [250, 500], levelsDbHl: [0, 200] },
      { frequenciesHz: [250], levelsDbHl: [0] },
    ]) {
      expect(AudiogramSchema.safeParse(wrong).success).toBe(false);
    }
  });

  it('has eleven standard forms, which are valid', () => {
    expect(STANDARD_NAMES).toEqual(['NH', 'N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'N7', 'S1', 'S2', 'S3']);
    for (const name of STANDARD_NAMES) {
      expect(AudiogramSchema.parse(STANDARD_AUDIOGRAMS[name])).toEqual(STANDARD_AUDIOGRAMS[name]);
    }
    expect([250, 500, 1000, 2000, 4000, 6000, 8000].map((hz) => levelAt(STANDARD_AUDIOGRAMS.S2, hz))).toEqual(
      [20, 20, 25, 55, 95, 95, 95],
    );
  });
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  expectedSdr,
  parseEstimator,
  readEstimator,
  together,
  type Estimator,
} from '../../../../src-main/quality/estimator.ts';
import { idealRatioMask } from '../../../../src-main/quality/ideal-mask.ts';
import { matchReferences } from '../../../../src-main/quality/match.ts';
import { passages, type SoundingWindow } from '../../../../src-main/quality/passages.ts';
import { qualityFraming } from '../../../../src-main/quality/window-sums.ts';
import { verdictOf } from '../../../../src-shared/quality/verdict.ts';
import { tempDir } from '../../../support/temp.ts';

const file = {
  model_id: 'm',
  model_version: '1',
  fitted_at: '2026-01-01',
  intercept: 1,
  coefficients: { decisiveness: 0.5, level: -0.25, rest: 0, steadiness: 0, harmonicity: 2 },
  bounds: [-15, 25],
  window_spread: { low: -3, high: 2 },
  stem_spread: { low: -2, high: 1 },
  validation: [],
};
const estimator: Estimator = parseEstimator(file);
const values = { decisiveness: 8, level: -4, rest: -20, steadiness: 10, harmonicity: 0.5 };

describe('the estimator', () => {
  it('weighs the features, and stays within what it was fitted on', () => {
    expect(expectedSdr(estimator, values)).toBe(1 + 4 + 1 + 1);
    expect(expectedSdr(estimator, { ...values, decisiveness: 60 })).toBe(25);
    expect(expectedSdr(estimator, { ...values, decisiveness: -40 })).toBe(-15);
  });

  it('adds expected errors up: one bad loud window outweighs good quiet ones', () => {
    expect(together([{ sdr: 10, energy: 1 }])).toBeCloseTo(10);
    expect(
      together([
        { sdr: 10, energy: 1 },
        { sdr: 0, energy: 1 },
      ]),
    ).toBeCloseTo(10 * Math.log10(2 / 1.1));
    expect(
      together([
        { sdr: 10, energy: 1 },
        { sdr: 0, energy: 1000 },
      ]),
    ).toBeLessThan(0.1);
  });

  it('comes with a model’s folder, or not, and refuses what it can’t read', async () => {
    const dir = tempDir();
    expect(await readEstimator(dir)).toBeNull();
    await writeFile(join(dir, 'confidence.json'), JSON.stringify(file));
    expect(await readEstimator(dir)).toEqual(estimator);
    await writeFile(join(dir, 'confidence.json'), JSON.stringify({ ...file, coefficients: {} }));
    await expect(readEstimator(dir)).rejects.toMatchObject({ code: 'model/invalid' });
    const other = tempDir();
    await mkdir(join(other, 'confidence.json'));
    await expect(readEstimator(other)).rejects.toMatchObject({ code: 'model/invalid' });
  });
});

describe('passages', () => {
  const at = (sdr: number | null, overlaps: readonly number[] = [0, 3, 1]): SoundingWindow | null =>
    sdr === null ? null : { sdr, energy: 1, overlaps };
  const found = (figures: readonly (number | null)[]) =>
    passages(
      figures.map((sdr) => at(sdr)),
      2,
      estimator.window_spread,
    );

  it('join windows of one verdict, and end where the stem is silent', () => {
    expect(verdictOf(6)).toBe('clear');
    expect(verdictOf(1.5)).toBe('fair');
    expect(
      found([9, 8, 3, 3, null, null, 3, -2]).map(({ from, to, verdict }) => [from, to, verdict]),
    ).toEqual([
      [0, 2, 'clear'],
      [2, 4, 'fair'],
      [6, 7, 'fair'],
      [7, 8, 'doubtful'],
    ]);
    expect(found([null, null])).toEqual([]);
    expect(found([])).toEqual([]);
  });

  it('hold on near a bound, and let go beyond it', () => {
    expect(found([6.2, 5.8, 6.1, 5.6]).map(({ verdict }) => verdict)).toEqual(['clear']);
    expect(found([6.2, 5.4, 5.8]).map(({ verdict }) => verdict)).toEqual(['clear', 'fair']);
    expect(found([5.8, 6.2, 6.6]).map(({ verdict }) => verdict)).toEqual(['fair', 'clear']);
    // Silence forgets.
    expect(found([6.2, null, 5.8]).map(({ verdict }) => verdict)).toEqual(['clear', 'fair']);
  });

  it('tell the spread of the estimate, and name a partner only where one stands out', () => {
    const [passage] = found([3, 3]);
    expect(passage?.expected.sdr).toBeCloseTo(3);
    expect(passage?.expected.low).toBeCloseTo(0);
    expect(passage?.expected.high).toBeCloseTo(5);
    const partner = (overlaps: readonly number[]) =>
      passages([at(3, overlaps)], overlaps.length - 1, estimator.window_spread)[0]?.mixedWith;
    expect(partner([0, 3, 1])).toBe(1);
    expect(partner([0, 1, 3])).toBe('rest');
    expect(partner([0, 1, 1, 1])).toBeNull();
    expect(partner([0, 0, 0])).toBeNull();
  });
});

describe('references', () => {
  it('are found by name, else by the words of their name, never twice', () => {
    const matched = matchReferences(
      ['violin-1', 'violin-2', 'viola', 'double-bass', 'cello'],
      [
        '/r/Viola.flac',
        '/r/01-Chorale-violin_1.wav',
        '/r/take violin 2.wav',
        '/r/double bass.wav',
        '/r/x.wav',
      ],
    );
    expect(Object.fromEntries(matched.files)).toEqual({
      viola: '/r/Viola.flac',
      'violin-1': '/r/01-Chorale-violin_1.wav',
      'violin-2': '/r/take violin 2.wav',
      'double-bass': '/r/double bass.wav',
    });
    expect(matched.unmatched).toEqual(['x.wav']);
  });

  it('are left alone where two would fit', () => {
    const { files } = matchReferences(['viola'], ['/r/a-viola.wav', '/r/b-viola.wav']);
    expect(files.size).toBe(0);
    expect(matchReferences(['viola'], ['/r/violas.wav']).files.size).toBe(0);
  });
});

describe('the ideal ratio mask', () => {
  const rate = 22_050;
  const length = 20_011;
  /** Swells and dies away: a tone cut off would spread over all frequencies. */
  const tone = (hz: number): Float32Array =>
    Float32Array.from(
      { length },
      (_, n) => 0.3 * Math.sin((Math.PI * n) / length) ** 2 * Math.sin((2 * Math.PI * hz * n) / rate),
    );
  const largest = (a: Float32Array, b: Float32Array): number =>
    a.reduce((most, value, n) => Math.max(most, Math.abs(value - b[n]!)), 0);

  it('parts what does not overlap, from the first sample to the last', () => {
    const [low, high] = [tone(440), tone(5000)];
    const mixture = low.map((value, n) => value + high[n]!);
    const [a, b] = idealRatioMask([[low], [high]], [mixture], qualityFraming(rate));
    expect(largest(a![0]!, low)).toBeLessThan(0.003);
    expect(largest(b![0]!, high)).toBeLessThan(0.003);
  });

  it('gives all to the only source, and takes what the references leave for a source of its own', () => {
    const [low, high] = [tone(440), tone(5000)];
    const mixture = low.map((value, n) => value + high[n]!);
    const [whole] = idealRatioMask([[mixture]], [mixture], qualityFraming(rate));
    expect(largest(whole![0]!, mixture)).toBeLessThan(1e-5);
    const [part] = idealRatioMask([[low]], [mixture], qualityFraming(rate));
    expect(largest(part![0]!, low)).toBeLessThan(0.003);
    const [nothing] = idealRatioMask(
      [[new Float32Array(100)]],
      [new Float32Array(100)],
      qualityFraming(rate),
    );
    expect([...nothing![0]!]).toEqual([...new Float32Array(100)]);
  });
});

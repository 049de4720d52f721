import { expect, it } from 'vitest';
import { levelAt } from '../../../../../src-shared/hearing/audiogram.ts';
import { hearingThresholdDbSpl } from '../../../../../src-shared/hearing/camfit.ts';
import {
  COMPLETE_DB_SPL,
  recruitmentAt,
  recruitmentGainDb,
} from '../../../../../src-shared/hearing/loss/recruitment.ts';
import { lossFrame, SimulatedLoss } from '../../../../../src-shared/hearing/loss/simulated-loss.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../../src-shared/hearing/standard-audiograms.ts';
import { maxDifference, noise, sine } from '../../../../support/signals.ts';

const RATE = 44_100;
const FULL_SCALE_DB_SPL = 100;
const { NH, N3, N6, S2 } = STANDARD_AUDIOGRAMS;
const LENGTH = 20 * 512;
/** The greatest loss that Moore and Glasberg simulated. */
const MOST_DB_HL = 67;

const heard = (samples: Float32Array, ear = N3, broadening = 1): Float64Array => {
  const out = Float64Array.from(samples);
  new SimulatedLoss(ear, broadening, FULL_SCALE_DB_SPL, RATE).process(out);
  return out;
};

/** Level of the output's settled part in dB SPL. */
const levelOf = (samples: Float64Array): number => {
  const settled = samples.subarray(LENGTH / 2);
  return FULL_SCALE_DB_SPL + 10 * Math.log10(settled.reduce((sum, x) => sum + x * x, 0) / settled.length);
};
const tone = (hz: number, levelDbSpl: number): Float32Array =>
  sine(LENGTH, RATE, hz, Math.SQRT2 * 10 ** ((levelDbSpl - FULL_SCALE_DB_SPL) / 20));

it('is a delay of one frame for an ear without a loss', () => {
  for (const rate of [8000, 44_100, 48_000, 96_000, 192_000]) {
    const source = noise(30_000, 3, 0.1);
    const out = Float64Array.from(source);
    new SimulatedLoss(NH, 1, FULL_SCALE_DB_SPL, rate).process(out);
    const late = lossFrame(rate);
    expect(out.subarray(0, late).every((x) => Math.abs(x) < 1e-12)).toBe(true);
    expect(
      maxDifference(out.subarray(late + late), source.subarray(late, source.length - late)),
    ).toBeLessThan(1e-12);
  }
  expect([44_100, 48_000, 96_000, 192_000].map(lossFrame)).toEqual([512, 512, 1024, 2048]);
});

it.each([N3, N6, S2])(
  'brings a tone at the listener’s threshold to the threshold of normal hearing',
  (ear) => {
    for (const hz of [250, 500, 1000, 2000, 4000, 6000]) {
      // Beyond that, neighbouring frequencies with less loss carry what a short frame spreads into them.
      if (levelAt(ear, hz) > MOST_DB_HL) continue;
      const normal = hearingThresholdDbSpl(hz);
      const out = levelOf(heard(tone(hz, normal + levelAt(ear, hz)), ear));
      const { slope } = recruitmentAt(ear, hz);
      // Levels are told within 0.7 dB, and the slope multiplies that.
      expect(Math.abs(out - normal)).toBeLessThan(0.7 * slope);
    }
  },
);

it('grows by its slope up to complete recruitment, and leaves what is louder', () => {
  for (const hz of [500, 1000, 4000]) {
    const { slope } = recruitmentAt(N3, hz);
    expect(slope).toBeGreaterThan(1.4);
    const rise = levelOf(heard(tone(hz, 90))) - levelOf(heard(tone(hz, 70)));
    expect(Math.abs(rise - 20 * slope)).toBeLessThan(0.2);
    expect(Math.abs(levelOf(heard(tone(hz, COMPLETE_DB_SPL + 3))) - COMPLETE_DB_SPL - 3)).toBeLessThan(0.05);
  }
});

it('attenuates losses beyond what recruitment can carry, so that their threshold is elevated all the same', () => {
  const deep = { frequenciesHz: [250, 8000], levelsDbHl: [110, 110] };
  const { slope, attenuationDb } = recruitmentAt(deep, 1000);
  const range = COMPLETE_DB_SPL - hearingThresholdDbSpl(1000);
  expect(slope).toBeCloseTo(range / 10, 9);
  const atThreshold = hearingThresholdDbSpl(1000) + 95;
  const nearlyDeaf = recruitmentAt({ frequenciesHz: [250, 8000], levelsDbHl: [95, 95] }, 1000);
  expect(atThreshold + recruitmentGainDb(nearlyDeaf, atThreshold)).toBeCloseTo(
    hearingThresholdDbSpl(1000),
    9,
  );
  expect(attenuationDb).toBeLessThan(-100);
});

it('gives the same samples in blocks of any length, and again after a reset', () => {
  const source = noise(6000, 4, 0.05);
  const loss = new SimulatedLoss(S2, 3, FULL_SCALE_DB_SPL, RATE);
  const whole = Float64Array.from(source);
  loss.process(whole);
  loss.reset();
  const parts = Float64Array.from(source);
  for (const [from, to] of [
    [0, 1],
    [1, 700],
    [700, 701],
    [701, 6000],
  ]) {
    loss.process(parts.subarray(from, to));
  }
  expect(parts).toEqual(whole);
});

it('smears a tone into its neighbourhood', () => {
  const source = tone(2000, 90);
  const smeared = heard(source, NH, 6);
  const at = (samples: Float64Array | Float32Array, hz: number): number => {
    let re = 0;
    let im = 0;
    for (let n = LENGTH / 2; n < LENGTH; n += 1) {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (n - LENGTH / 2)) / (LENGTH / 2));
      re += window * samples[n]! * Math.cos((2 * Math.PI * hz * n) / RATE);
      im += window * samples[n]! * Math.sin((2 * Math.PI * hz * n) / RATE);
    }
    return 10 * Math.log10(re * re + im * im);
  };
  // Frames follow each other at this rate, and every frame's spectrum is as wide as a broadened filter.
  const side = 2000 + RATE / 128;
  expect(at(source, side) - at(source, 2000)).toBeLessThan(-100);
  expect(at(smeared, side) - at(smeared, 2000)).toBeGreaterThan(-35);
});

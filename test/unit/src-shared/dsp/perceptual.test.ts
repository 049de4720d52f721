import { describe, expect, it } from 'vitest';
import type { Image } from '../../../../src-shared/dsp/image.ts';
import { logMelHop, MelPowerAnalyser, MELS } from '../../../../src-shared/dsp/log-mel.ts';
import { msSsim, scalesOf } from '../../../../src-shared/dsp/ms-ssim.ts';
import { laplacianPyramid, LOG_MEL_NORMALISERS, nlpd } from '../../../../src-shared/dsp/nlpd.ts';
import { PerceptualMeter, type PerceptualMetrics } from '../../../../src-shared/dsp/perceptual.ts';
import { noise, rmsOf, sine } from '../../../support/signals.ts';

const imageOf = (frames: number, mels: number, of: (frame: number, mel: number) => number): Image => ({
  frames,
  mels,
  data: Float64Array.from({ length: frames * mels }, (_, n) => of(Math.floor(n / mels), n % mels)),
});

const random = (frames: number, mels: number, seed: number): Image => {
  const values = noise(frames * mels, seed, 0.5);
  return imageOf(frames, mels, (t, m) => 0.5 + values[t * mels + m]!);
};

describe('NLPD', () => {
  it('is zero for equal images and symmetric', () => {
    const [a, b] = [random(90, 128, 1), random(90, 128, 2)];
    expect(nlpd(a, a)).toBe(0);
    expect(nlpd(a, b)).toBeCloseTo(nlpd(b, a), 12);
    expect(nlpd(a, b)).toBeGreaterThan(0.1);
  });

  it('has a closed form for one cell: only what is left over counts', () => {
    const cell = (value: number): Image => imageOf(1, 1, () => value);
    expect(nlpd(cell(0.2), cell(0.7))).toBeCloseTo(0.5 / LOG_MEL_NORMALISERS[5]!.sigma / 6, 12);
  });

  it('its pyramid holds nothing of a constant but in the last level, and sums to the image', () => {
    const levels = laplacianPyramid(
      imageOf(45, 128, () => 0.4),
      6,
    );
    expect(levels.map(({ frames, mels }) => [frames, mels])).toEqual([
      [45, 128],
      [23, 64],
      [12, 32],
      [6, 16],
      [3, 8],
      [2, 4],
    ]);
    for (const level of levels.slice(0, 5)) expect(Math.max(...level.data.map(Math.abs))).toBeLessThan(1e-12);
    expect(Math.min(...levels[5]!.data)).toBeCloseTo(0.4, 12);
  });
});

describe('MS-SSIM', () => {
  it('is one for equal images, and for constants what luminance says', () => {
    const a = random(100, 128, 3);
    expect(msSsim(a, a)).toBeCloseTo(1, 12);
    const [low, high] = [0.3, 0.6];
    const luminance = (2 * low * high + 1e-4) / (low * low + high * high + 1e-4);
    expect(
      msSsim(
        imageOf(90, 128, () => low),
        imageOf(90, 128, () => high),
      ),
    ).toBeCloseTo(luminance ** (0.2363 / 0.8668), 9);
  });

  it('has a closed form for stripes, which every window sees alike', () => {
    // Stripes one frame wide: every window has the same variance, halved scales are constant.
    const stripes = (amplitude: number): Image =>
      imageOf(24, 24, (t) => 0.5 + (t % 2 === 0 ? amplitude : -amplitude));
    const taps = Array.from({ length: 11 }, (_, k) => Math.exp(-0.5 * ((k - 5) / 1.5) ** 2));
    const total = taps.reduce((sum, tap) => sum + tap, 0);
    const ripple = taps.reduce((sum, tap, k) => sum + (k % 2 === 0 ? tap : -tap), 0) / total;
    const [a, b] = [0.2, 0.1];
    const variance = 1 - ripple ** 2;
    const contrast = (2 * a * b * variance + 9e-4) / ((a * a + b * b) * variance + 9e-4);
    expect(scalesOf(24, 24)).toBe(2);
    expect(msSsim(stripes(a), stripes(b))).toBeCloseTo(contrast ** (0.0448 / (0.0448 + 0.2856)), 6);
  });

  it('uses the scales that the image carries', () => {
    expect([1, 11, 21, 22, 41, 88, 431].map((frames) => scalesOf(128, frames))).toEqual([
      1, 1, 2, 2, 3, 4, 4,
    ]);
    expect(scalesOf(176, 176)).toBe(5);
  });

  it('refuses images that do not match', () => {
    expect(() => msSsim(random(5, 5, 1), random(5, 6, 1))).toThrow(/can't be compared/);
    expect(() => nlpd(random(5, 5, 1), random(6, 5, 1))).toThrow(/can't be compared/);
  });
});

function melFrames(signal: readonly Float32Array[], rate: number, block: number): Float64Array[] {
  const analyser = new MelPowerAnalyser(rate, signal.length);
  const frames: Float64Array[] = [];
  for (let at = 0; at < signal[0]!.length; at += block) {
    frames.push(...analyser.push(signal.map((c) => c.subarray(at, at + block))));
  }
  return [...frames, ...analyser.finish()];
}

describe('mel powers', () => {
  it.each([22_050, 44_100, 48_000, 96_000])('of a tone are its mean square at %d Hz', (rate) => {
    const frames = melFrames([sine(rate, rate, 5000, 0.5)], rate, rate);
    expect(frames.length).toBe(Math.floor(rate / logMelHop(rate)) + 1);
    const middle = frames[20]!;
    const sum = middle.reduce((total, power) => total + power, 0);
    // Triangles overlap so that they sum to one between their centres.
    expect(sum).toBeCloseTo(0.125, 3);
  });

  it('do not depend on the blocks, and average channels', () => {
    const left = noise(30_000, 4, 0.3);
    const whole = melFrames([left], 22_050, 30_000);
    const pieces = melFrames([left], 22_050, 777);
    const stereo = melFrames([left, new Float32Array(30_000)], 22_050, 1024);
    expect(pieces).toEqual(whole);
    expect(stereo.length).toBe(whole.length);
    stereo.forEach((mels, t) => mels.forEach((power, m) => expect(power).toBeCloseTo(whole[t]![m]! / 2, 12)));
  });

  it('leave mels above a low rate empty', () => {
    const frames = melFrames([noise(8000, 5, 0.3)], 8000, 8000);
    expect(frames[5]![MELS - 1]).toBe(0);
    expect(frames[5]![20]).toBeGreaterThan(0);
  });
});

function measure(
  reference: Float32Array,
  estimate: Float32Array,
  options: { rate?: number; block?: number; blockSeconds?: number } = {},
): PerceptualMetrics {
  const { rate = 22_050, block = 4096, blockSeconds } = options;
  const meter = new PerceptualMeter({
    sampleRate: rate,
    channels: 1,
    referenceRms: rmsOf([reference]),
    ...(blockSeconds === undefined ? {} : { blockSeconds }),
  });
  for (let at = 0; at < reference.length; at += block) {
    meter.push([reference.subarray(at, at + block)], [estimate.subarray(at, at + block)]);
  }
  return meter.result();
}

describe('perceptual figures of stems', () => {
  const rate = 22_050;
  const s = sine(13 * rate, rate, 440, 0.3).map((v, n) => v * Math.exp(-(n % 7000) / 3000));
  const n = noise(13 * rate, 6, 0.3);
  const added = (gain: number): Float32Array => s.map((v, at) => v + gain * n[at]!);

  it('are perfect for the stem itself and get worse with noise, and do not depend on the blocks pushed', () => {
    const perfect = measure(s, s);
    expect(perfect.figures).toEqual({ msSsim: expect.closeTo(1, 9), nlpd: 0, logMelMse: 0 });
    const [little, much] = [measure(s, added(0.003)).figures!, measure(s, added(0.3)).figures!];
    expect(little.msSsim).toBeGreaterThan(much.msSsim);
    expect(little.nlpd).toBeLessThan(much.nlpd);
    expect(measure(s, added(0.3), { block: 100_000 })).toEqual(measure(s, added(0.3), { block: 333 }));
  });

  it('a wrong gain counts, and the level of both together does not', () => {
    const half = s.map((v) => v / 2);
    expect(measure(s, half).figures!.nlpd).toBeGreaterThan(0.02);
    const loud = measure(s, added(0.1)).figures!;
    const quiet = measure(
      s.map((v) => v / 64),
      added(0.1).map((v) => v / 64),
    ).figures!;
    expect(quiet.nlpd).toBeCloseTo(loud.nlpd, 9);
    expect(quiet.msSsim).toBeCloseTo(loud.msSsim, 9);
  });

  it('blocks lie end to end; what is left over joins the last', () => {
    const { blocks } = measure(s, added(0.1));
    const hop = logMelHop(rate);
    expect(blocks.map(({ from, to }) => [from, to])).toEqual([
      [0, 431 * hop],
      [431 * hop, s.length],
    ]);
    const shorter = 11 * rate;
    expect(measure(s.subarray(0, shorter), s.subarray(0, shorter)).blocks).toHaveLength(1);
    const fine = measure(s, added(0.1), { blockSeconds: 3 });
    expect(fine.blocks).toHaveLength(4);
    expect(fine.blocks.at(-1)!.to).toBe(s.length);
  });

  it('the figures are the mean of the blocks by duration, silent ones apart', () => {
    const reference = s.map((v, at) => (at > 2.5 * rate && at < 9.5 * rate ? 0 : v));
    const { figures, blocks } = measure(reference, added(0.1), { blockSeconds: 3 });
    expect(blocks.map(({ figures: f }) => f === null)).toEqual([false, true, true, false]);
    const hop = logMelHop(rate);
    const last = Math.floor(s.length / hop) + 1 - 3 * 129;
    const mean = (129 * blocks[0]!.figures!.nlpd + last * blocks[3]!.figures!.nlpd) / (129 + last);
    expect(figures!.nlpd).toBeCloseTo(mean, 12);
  });

  it('silent references have none; an estimate of nothing is far away; a few samples are enough', () => {
    const zero = new Float32Array(s.length);
    expect(measure(zero, s)).toEqual({ figures: null, blocks: [] });
    const nothing = measure(s, zero).figures!;
    expect(nothing.msSsim).toBeLessThan(0.2);
    expect(nothing.nlpd).toBeGreaterThan(0.5);
    expect(measure(n.subarray(0, 10), n.subarray(0, 10)).figures!.msSsim).toBeCloseTo(1, 9);
    expect(measure(new Float32Array(0), new Float32Array(0))).toEqual({ figures: null, blocks: [] });
  });

  it('other rates, whose bins lie elsewhere, give the same figures within 3 %', () => {
    const at = (fs: number): PerceptualMetrics => {
      const tone = sine(6 * fs, fs, 440, 0.3);
      const with2 = sine(6 * fs, fs, 2000, 0.05).map((v, i) => v + tone[i]!);
      return measure(tone, with2, { rate: fs });
    };
    const [one, two, other] = [at(22_050), at(44_100), at(48_000)].map(({ figures }) => figures!);
    for (const same of [two!, other!]) {
      expect(Math.abs(same.nlpd / one!.nlpd - 1)).toBeLessThan(0.03);
      expect(Math.abs(same.msSsim / one!.msSsim - 1)).toBeLessThan(0.03);
    }
  });

  it('refuses signals that do not match', () => {
    const meter = new PerceptualMeter({ sampleRate: rate, channels: 1, referenceRms: 0.1 });
    expect(() => meter.push([s], [s.subarray(1)])).toThrow(/same channels and lengths/);
    expect(
      () => new PerceptualMeter({ sampleRate: rate, channels: 1, referenceRms: 0.1, blockSeconds: 1 }),
    ).toThrow(/no block/);
  });
});

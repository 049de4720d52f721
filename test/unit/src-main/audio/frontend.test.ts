import { create, ConverterType } from '@alexanderolsen/libsamplerate-js';
import { describe, expect, it } from 'vitest';
import { frontEndOf, framesOf, MagnitudeReader } from '../../../../src-main/audio/frontend.ts';
import { Passage } from '../../../../src-main/audio/read/passage.ts';
import { noise } from '../../../support/signals.ts';
import { music, readerOf } from '../../../support/music.ts';

const MODEL = {
  sampleRate: 22_050,
  frontend: {
    type: 'stft',
    size: 2048,
    hop: 1024,
    window: 'hann',
    scaling: 'window-sum',
    input: 'magnitude',
  },
} as const;

async function magnitudes(planar: readonly Float32Array[], sampleRate: number): Promise<Float32Array[]> {
  const passage = new Passage(readerOf(planar, sampleRate), 0, planar[0]!.length);
  const frontEnd = frontEndOf(MODEL, sampleRate);
  const reader = new MagnitudeReader(passage, frontEnd);
  return Promise.all(
    Array.from({ length: framesOf(frontEnd, passage.length) }, (_, frame) => reader.frame(frame)),
  );
}

/** √(mean over channels of |X|²), X = Σ w·x·e^(-jωn) / Σ w, by its definition at one bin of one frame. */
function direct(planar: readonly Float32Array[], frame: number, bin: number): number {
  const [size, hop] = [2048, 1024];
  let power = 0;
  let sum = 0;
  for (const [channel, samples] of planar.entries()) {
    let re = 0;
    let im = 0;
    for (let n = 0; n < size; n += 1) {
      const w = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size);
      if (channel === 0) sum += w;
      const x = samples[frame * hop - size / 2 + n] ?? 0;
      re += w * x * Math.cos((2 * Math.PI * bin * n) / size);
      im -= w * x * Math.sin((2 * Math.PI * bin * n) / size);
    }
    power += re * re + im * im;
  }
  return Math.sqrt(power / planar.length) / sum;
}

const decibels = (
  values: readonly Float32Array[],
  reference: readonly Float32Array[],
  bins: number,
): number => {
  let error = 0;
  let power = 0;
  for (const [frame, expected] of reference.entries()) {
    for (let k = 0; k < bins; k += 1) {
      error += (values[frame]![k]! - expected[k]!) ** 2;
      power += expected[k]! ** 2;
    }
  }
  return 10 * Math.log10(error / power);
};

describe('magnitudes at the model’s own rate', () => {
  it('are those of the definition, edges included, in mono and stereo', async () => {
    for (const channels of [1, 2]) {
      const planar = music(5000, 22_050, channels);
      const frames = await magnitudes(planar, 22_050);
      expect(frames).toHaveLength(6);
      for (const [frame, values] of frames.entries()) {
        for (const bin of [0, 1, 20, 41, 500, 1024]) {
          expect(values[bin]).toBeCloseTo(direct(planar, frame, bin), 7);
        }
      }
    }
  });

  it('exist for one sample', async () => {
    const frames = await magnitudes([Float32Array.of(1)], 22_050);
    // The second frame's window begins on the sample, with a weight of zero.
    expect(frames).toHaveLength(2);
    expect(Math.max(...frames[1]!)).toBe(0);
    // The centre of the window lies on the sample: 1 / Σ w.
    for (const value of frames[0]!) expect(value).toBeCloseTo(1 / 1024, 9);
  });
});

describe('magnitudes at a recording’s rate', () => {
  it('have the model’s scale for a tone at any rate', async () => {
    for (const rate of [11_025, 16_000, 44_100, 48_000, 96_000, 192_000]) {
      const hz = (200 * 22_050) / 2048;
      const tone = Float32Array.from({ length: rate }, (_, n) => Math.cos((2 * Math.PI * hz * n) / rate));
      const frames = await magnitudes([tone], rate);
      expect(frames[10]![200], `${rate} Hz`).toBeCloseTo(0.5, 3);
      expect(frames[10]![210]!, `${rate} Hz`).toBeLessThan(1e-3);
    }
  });

  it.each([
    [44_100, -90],
    [48_000, -60],
  ])(
    'at %i Hz are what libsamplerate and the model’s own transform give below 10 kHz',
    async (rate, limit) => {
      const planar = music(rate * 3, rate, 1);
      const converter = await create(1, rate, 22_050, { converterType: ConverterType.SRC_SINC_BEST_QUALITY });
      const resampled = converter.full(planar[0]!);
      converter.destroy();
      const reference = await magnitudes([resampled], 22_050);
      const values = await magnitudes(planar, rate);
      const inner = (frames: Float32Array[]) => frames.slice(2, 60);
      expect(decibels(inner(values), inner(reference), 928)).toBeLessThan(limit);
    },
  );

  it('are empty above the recording’s own band', async () => {
    const frames = await magnitudes([noise(8000, 3)], 8000);
    const edge = Math.ceil(4000 / (22_050 / 2048));
    expect(Math.max(...frames[4]!.subarray(edge))).toBe(0);
    expect(Math.min(...frames[4]!.subarray(1, edge))).toBeGreaterThan(0);
  });

  it('agree whether the bins fall on the recording’s transform or not', async () => {
    // 44,100.001 Hz has no bin of the model's: the other way of computing, for the same samples.
    const planar = music(20_000, 44_100, 2);
    const aligned = await magnitudes(planar, 44_100);
    const chirped = await magnitudes(planar, 44_100.001);
    expect(decibels(chirped, aligned, 1025)).toBeLessThan(-100);
  });
});

describe('the products of two channels', () => {
  const pairAt = async (planar: readonly Float32Array[], rate: number, frame: number) => {
    const passage = new Passage(readerOf(planar, rate), 0, planar[0]!.length);
    return new MagnitudeReader(passage, frontEndOf(MODEL, rate)).frameAndPair(frame);
  };

  it.each([22_050, 44_100, 48_000])(
    'are those of a tone with a level and a phase between them, at %i Hz',
    async (rate) => {
      // 40 bins of the model; the right channel is half as loud and a sixth of a turn late.
      const tone = (gain: number, phase: number) =>
        Float32Array.from(
          { length: rate },
          (_, n) => gain * Math.cos((2 * Math.PI * 40 * 22_050 * n) / 2048 / rate - phase),
        );
      const { magnitude, pair } = await pairAt([tone(1, 0), tone(0.5, Math.PI / 3)], rate, 8);
      const [left, right, real, imaginary] = pair!.subarray(160, 164);
      expect(right! / left!).toBeCloseTo(0.25, 3);
      expect(real! / left!).toBeCloseTo(0.5 * Math.cos(Math.PI / 3), 3);
      expect(imaginary! / left!).toBeCloseTo(0.5 * Math.sin(Math.PI / 3), 3);
      const scale = magnitude[40]! ** 2 / (left! + right!);
      for (const k of [39, 41]) {
        expect(magnitude[k]! ** 2 / (pair![4 * k]! + pair![4 * k + 1]!)).toBeCloseTo(scale, 6);
      }
    },
  );

  it('are there for two channels only', async () => {
    expect((await pairAt(music(5000, 44_100, 1), 44_100, 1)).pair).toBeNull();
  });
});

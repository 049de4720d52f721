import libsamplerate from '@alexanderolsen/libsamplerate-js';
import { describe, expect, it } from 'vitest';
import { createResampler, resampledLength } from '../../../../../src-main/audio/resample/resample.ts';
import type { ResamplerOptions } from '../../../../../src-main/audio/resample/resample.ts';

const RATES = [
  [44_100, 48_000],
  [48_000, 44_100],
  [44_100, 16_000],
  [16_000, 44_100],
  [192_000, 16_000],
  [8_000, 192_000],
  [44_056, 48_000],
] as const;

function convert(
  input: readonly Float32Array[],
  options: Omit<ResamplerOptions, 'channels'>,
  pieces: readonly number[] = [Infinity],
): Float32Array[] {
  const resampler = createResampler({ ...options, channels: input.length });
  const parts: Float32Array[][] = [];
  const length = input[0]?.length ?? 0;
  for (let from = 0, turn = 0; from < length; turn += 1) {
    const to = Math.min(length, from + (pieces[turn % pieces.length] ?? Infinity));
    parts.push(resampler.process(input.map((samples) => samples.subarray(from, to))));
    from = to;
  }
  parts.push(resampler.finish());
  return input.map((_, channel) => Float32Array.from(parts.flatMap((part) => [...(part[channel] ?? [])])));
}

const tone = (frames: number, rate: number, hz: number): Float32Array =>
  Float32Array.from({ length: frames }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / rate + 0.3));

const TONE_DB = 20 * Math.log10(0.5 / Math.SQRT2);

/** RMS in dBFS. */
function levelDb(samples: Float32Array): number {
  return 10 * Math.log10(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
}

/** A second of forty tones below a frequency, at phases of no pattern. */
function bandLimitedNoise(rate: number, below: number): Float32Array {
  const out = new Float32Array(rate);
  for (let index = 1; index <= 40; index += 1) {
    const step = (2 * Math.PI * below * index) / 40.3 / rate;
    for (let n = 0; n < rate; n += 1) out[n] = (out[n] ?? 0) + 0.02 * Math.sin(step * n + index * index);
  }
  return out;
}

function largestDifference(a: Float32Array, b: Float32Array, from: number, to: number): number {
  let largest = 0;
  for (let index = from; index < to; index += 1) {
    largest = Math.max(largest, Math.abs((a[index] ?? NaN) - (b[index] ?? NaN)));
  }
  return largest;
}

describe('the resampler', () => {
  it.each(RATES)('puts every sample of a tone in its place, %i to %i Hz', (fromRate, toRate) => {
    const frames = fromRate * 2 + 17;
    const hz = Math.min(fromRate, toRate) * 0.1;
    const [out = new Float32Array()] = convert([tone(frames, fromRate, hz)], { fromRate, toRate });
    const expected = tone(resampledLength(frames, fromRate, toRate), toRate, hz);
    expect(out.length).toBe(expected.length);
    // The filter sees the silence before the start and behind the end for 320 periods of the lower rate.
    const edge = Math.ceil((320 * toRate) / Math.min(fromRate, toRate));
    expect(largestDifference(out, expected, edge, out.length - edge)).toBeLessThan(1e-6);
  });

  it.each(RATES)('keeps a constant, %i to %i Hz', (fromRate, toRate) => {
    const [out = new Float32Array()] = convert([new Float32Array(fromRate).fill(0.25)], {
      fromRate,
      toRate,
    });
    const edge = Math.ceil((320 * toRate) / Math.min(fromRate, toRate));
    const expected = new Float32Array(out.length).fill(0.25);
    expect(largestDifference(out, expected, edge, out.length - edge)).toBeLessThan(1e-5);
  });

  it('places an impulse symmetrically around its own time', () => {
    const input = new Float32Array(48_000);
    input[24_000] = 1;
    const [out = new Float32Array()] = convert([input], { fromRate: 48_000, toRate: 96_000 });
    expect(out.length).toBe(96_000);
    expect(out.indexOf(Math.max(...out.subarray(47_000, 49_000)))).toBe(48_000);
    for (let lag = 1; lag < 400; lag += 1) {
      expect(Math.abs((out[48_000 + lag] ?? NaN) - (out[48_000 - lag] ?? NaN))).toBeLessThan(1e-6);
    }
  });

  it.each([
    { fromRate: 96_000, toRate: 44_100, hz: 30_000 },
    { fromRate: 96_000, toRate: 44_100, hz: 22_100 },
    { fromRate: 48_000, toRate: 44_100, hz: 22_500 },
    { fromRate: 44_100, toRate: 16_000, hz: 10_000 },
    { fromRate: 192_000, toRate: 48_000, hz: 70_000 },
  ])('removes $hz Hz on the way from $fromRate to $toRate Hz', ({ fromRate, toRate, hz }) => {
    const [out = new Float32Array()] = convert([tone(fromRate, fromRate, hz)], { fromRate, toRate });
    const edge = Math.ceil(0.05 * toRate);
    expect(levelDb(out.subarray(edge, -edge)) - TONE_DB).toBeLessThan(-140);
  });

  it.each([
    [44_100, 96_000],
    [44_100, 48_000],
    [8_000, 44_100],
  ])('leaves no image, %i to %i Hz', (fromRate, toRate) => {
    const hz = 0.47 * fromRate;
    const [out = new Float32Array()] = convert([tone(fromRate, fromRate, hz)], { fromRate, toRate });
    const expected = tone(out.length, toRate, hz);
    const edge = Math.ceil(0.05 * toRate);
    const error = out.map((value, n) => value - (expected[n] ?? NaN));
    expect(levelDb(error.subarray(edge, -edge)) - TONE_DB).toBeLessThan(-125);
  });

  it.each([
    [44_100, 96_000],
    [96_000, 44_100],
    [48_000, 44_100],
  ])('is flat within 0.001 dB over 0.97 of the band, %i to %i Hz', (fromRate, toRate) => {
    for (const share of [0.01, 0.3, 0.7, 0.9, 0.95, 0.97]) {
      const hz = (share * Math.min(fromRate, toRate)) / 2;
      const [out = new Float32Array()] = convert([tone(fromRate, fromRate, hz)], { fromRate, toRate });
      const edge = Math.ceil(0.05 * toRate);
      const error = out.map((value, n) => value - 0.5 * Math.sin((2 * Math.PI * hz * n) / toRate + 0.3));
      expect(levelDb(error.subarray(edge, -edge)) - TONE_DB).toBeLessThan(-80);
    }
  });

  it.each([
    [44_100, 96_000],
    [96_000, 44_100],
    [44_056, 48_000],
  ])('agrees with libsamplerate on noise within both bands, %i to %i Hz', async (fromRate, toRate) => {
    const noise = bandLimitedNoise(fromRate, 0.4 * Math.min(fromRate, toRate));
    const [out = new Float32Array()] = convert([noise], { fromRate, toRate });
    const reference = await libsamplerate.create(1, fromRate, toRate, {
      converterType: libsamplerate.ConverterType.SRC_SINC_BEST_QUALITY,
    });
    const expected = reference.full(noise);
    reference.destroy();
    const edge = Math.ceil(0.05 * toRate);
    const error = out.map((value, n) => value - (expected[n] ?? NaN));
    const end = Math.min(expected.length, out.length) - edge;
    expect(levelDb(error.subarray(edge, end)) - levelDb(out.subarray(edge, end))).toBeLessThan(-110);
  });

  it('gives the same samples however the input is cut', () => {
    const input = [tone(30_011, 44_100, 1_000), tone(30_011, 44_100, 333)];
    const rates = { fromRate: 44_100, toRate: 48_000 };
    const whole = convert(input, rates);
    const cut = convert(input, rates, [1, 4_097, 777, 12]);
    expect(cut).toEqual(whole);
  });

  it('keeps channels apart and takes inputs shorter than its filter', () => {
    const [left = new Float32Array(), right = new Float32Array()] = convert(
      [Float32Array.of(1), Float32Array.of(0)],
      { fromRate: 8_000, toRate: 48_000 },
    );
    expect(left.length).toBe(6);
    expect(left[0]).toBeCloseTo(1, 1);
    expect([...right]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('passes equal rates through untouched', () => {
    const input = tone(1_000, 44_100, 440);
    const [out] = convert([input], { fromRate: 44_100, toRate: 44_100 }, [300]);
    expect(out).toEqual(input);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { createResampler, resampledLength } from '../../../../../src-main/audio/resample/resample.ts';
import type { Resampler, ResamplerOptions } from '../../../../../src-main/audio/resample/resample.ts';

const RATES = [
  [44_100, 48_000],
  [48_000, 44_100],
  [44_100, 16_000],
  [16_000, 44_100],
  [192_000, 16_000],
  [8_000, 192_000],
  [44_056, 48_000],
] as const;

const open: Resampler[] = [];
afterEach(() => {
  while (open.length > 0) open.pop()?.close();
});

async function convert(
  input: readonly Float32Array[],
  options: Omit<ResamplerOptions, 'channels' | 'quality'> & { quality?: 'best' | 'medium' },
  pieces: readonly number[] = [Infinity],
): Promise<Float32Array[]> {
  const resampler = await createResampler({ quality: 'best', ...options, channels: input.length });
  open.push(resampler);
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

function largestDifference(a: Float32Array, b: Float32Array, from: number, to: number): number {
  let largest = 0;
  for (let index = from; index < to; index += 1) {
    largest = Math.max(largest, Math.abs((a[index] ?? NaN) - (b[index] ?? NaN)));
  }
  return largest;
}

describe('the resampler', () => {
  it.each(RATES)('puts every sample of a tone in its place, %i to %i Hz', async (fromRate, toRate) => {
    const frames = fromRate * 2 + 17;
    const hz = Math.min(fromRate, toRate) * 0.1;
    const [out = new Float32Array()] = await convert([tone(frames, fromRate, hz)], { fromRate, toRate });
    const expected = tone(resampledLength(frames, fromRate, toRate), toRate, hz);
    expect(out.length).toBe(expected.length);
    // The filter sees the silence before the start and behind the end for 200 periods of the lower rate.
    const edge = Math.ceil((200 * toRate) / Math.min(fromRate, toRate));
    expect(largestDifference(out, expected, edge, out.length - edge)).toBeLessThan(1e-6);
  });

  it.each(RATES)('keeps a constant, %i to %i Hz', async (fromRate, toRate) => {
    const [out = new Float32Array()] = await convert([new Float32Array(fromRate).fill(0.25)], {
      fromRate,
      toRate,
    });
    const edge = Math.ceil((200 * toRate) / Math.min(fromRate, toRate));
    const expected = new Float32Array(out.length).fill(0.25);
    expect(largestDifference(out, expected, edge, out.length - edge)).toBeLessThan(1e-5);
  });

  it('places an impulse symmetrically around its own time', async () => {
    const input = new Float32Array(48_000);
    input[24_000] = 1;
    const [out = new Float32Array()] = await convert([input], { fromRate: 48_000, toRate: 96_000 });
    expect(out.length).toBe(96_000);
    expect(out.indexOf(Math.max(...out.subarray(47_000, 49_000)))).toBe(48_000);
    for (let lag = 1; lag < 400; lag += 1) {
      expect(Math.abs((out[48_000 + lag] ?? NaN) - (out[48_000 - lag] ?? NaN))).toBeLessThan(1e-6);
    }
  });

  it('removes what lies above the new band', async () => {
    const [out = new Float32Array()] = await convert([tone(44_100, 44_100, 10_000)], {
      fromRate: 44_100,
      toRate: 16_000,
    });
    expect(largestDifference(out, new Float32Array(out.length), 200, out.length - 200)).toBeLessThan(1e-6);
  });

  it('gives the same samples however the input is cut', async () => {
    const input = [tone(30_011, 44_100, 1_000), tone(30_011, 44_100, 333)];
    const rates = { fromRate: 44_100, toRate: 48_000 };
    const whole = await convert(input, rates);
    const cut = await convert(input, rates, [1, 4_097, 777, 12]);
    expect(cut).toEqual(whole);
  });

  it('keeps channels apart and takes inputs shorter than its filter', async () => {
    const [left = new Float32Array(), right = new Float32Array()] = await convert(
      [Float32Array.of(1), Float32Array.of(0)],
      { fromRate: 8_000, toRate: 48_000 },
    );
    expect(left.length).toBe(6);
    expect(left[0]).toBeCloseTo(1, 1);
    expect([...right]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('passes equal rates through untouched', async () => {
    const input = tone(1_000, 44_100, 440);
    const [out] = await convert([input], { fromRate: 44_100, toRate: 44_100 }, [300]);
    expect(out).toEqual(input);
  });
});

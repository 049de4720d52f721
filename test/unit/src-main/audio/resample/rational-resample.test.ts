import { describe, expect, it } from 'vitest';
import { Passage } from '../../../../../src-main/audio/read/passage.ts';
import { RationalResampler } from '../../../../../src-main/audio/resample/rational-resample.ts';
import { ResampledPassage } from '../../../../../src-main/audio/resample/resampled-passage.ts';
import { readerOf } from '../../../../support/music.ts';
import { maxDifference, noise, sine, toDb } from '../../../../support/signals.ts';

/** The whole of a signal, silence around it. */
function resample(signal: Float32Array, from: number, to: number): Float32Array {
  const resampler = new RationalResampler(from, to);
  const count = Math.ceil((signal.length * to) / from);
  const range = resampler.inputRange(0, count);
  const padded = new Float32Array(range.to - range.from);
  padded.set(signal.subarray(0, padded.length + range.from), -range.from);
  return resampler.apply(padded, range.from, 0, count);
}

const RATES = [
  [44_100, 22_050],
  [48_000, 22_050],
  [96_000, 22_050],
  [8000, 22_050],
  [22_050, 44_100],
  [22_050, 48_000],
  [22_050, 96_000],
  [22_050, 8000],
] as const;

/** Away from the ends, where silence comes in. */
const inner = (samples: Float32Array, rate: number): Float32Array =>
  samples.slice(Math.round(rate * 0.05), samples.length - Math.round(rate * 0.05));

describe('RationalResampler', () => {
  it.each(RATES)('from %i to %i Hz: sines keep amplitude and phase up to 0.9 of the band', (from, to) => {
    for (const share of [0.001, 0.1, 0.5, 0.9]) {
      const hz = (share * Math.min(from, to)) / 2;
      const out = resample(sine(from / 4, from, hz, 0.5, 0.3), from, to);
      const expected = sine(out.length, to, hz, 0.5, 0.3);
      expect(maxDifference(inner(out, to), inner(expected, to))).toBeLessThan(0.0006);
    }
  });

  it.each(RATES.filter(([from, to]) => from > to))(
    'from %i to %i Hz: what lies above the band is 85 dB down',
    (from, to) => {
      for (const share of [1.0, 1.1, 0.98 * (from / to)]) {
        const out = resample(sine(from / 4, from, (share * to) / 2), from, to);
        expect(toDb(inner(out, to).reduce((most, value) => Math.max(most, Math.abs(value)), 0))).toBeLessThan(
          -85,
        );
      }
    },
  );

  it.each(RATES)('from %i to %i Hz: a click stays where it is, and its echo is even', (from, to) => {
    const resampler = new RationalResampler(from, to);
    const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
    const common = divisor(from, to);
    // A time that is a sample of both rates.
    const at = (from / common) * 20;
    const landed = (to / common) * 20;
    const count = landed * 2 + 1;
    const range = resampler.inputRange(0, count);
    const click = new Float32Array(range.to - range.from);
    click[at - range.from] = 1;
    const out = resampler.apply(click, range.from, 0, count);
    expect(out.indexOf(out.reduce((most, value) => Math.max(most, value), -1))).toBe(landed);
    for (let n = 1; n < landed; n += 1) {
      expect(Math.abs(out[landed + n]! - out[landed - n]!)).toBeLessThan(1e-7);
    }
  });

  it('keeps a constant', () => {
    for (const [from, to] of RATES) {
      const resampler = new RationalResampler(from, to);
      const { from: first, to: last } = resampler.inputRange(1000, 500);
      const out = resampler.apply(new Float32Array(last - first).fill(0.7), first, 1000, 500);
      expect(maxDifference(out, new Float32Array(500).fill(0.7))).toBeLessThan(1e-7);
    }
  });

  it('leaves samples at the same rate alone', () => {
    const signal = noise(1000, 1);
    expect(resample(signal, 44_100, 44_100)).toEqual(signal);
  });

  it('says what is missing', () => {
    const resampler = new RationalResampler(48_000, 22_050);
    expect(() => resampler.apply(new Float32Array(100), 0, 0, 100)).toThrow('are needed');
  });
});

describe('ResampledPassage', () => {
  const planar = [noise(30_000, 1, 0.5), noise(30_000, 2, 0.5)];
  const passageAt = (rate: number, mix: boolean) =>
    new ResampledPassage(new Passage(readerOf(planar, 48_000), 0, 30_000), rate, mix);

  it('gives the same bits in pieces of any size, from any place', async () => {
    const whole = (await passageAt(22_050, false).read(-500, 15_000))[1]!;
    const pieces = passageAt(22_050, false);
    for (const [start, count] of [
      [-500, 1],
      [13_000, 1500],
      [0, 7777],
      [12_345, 10],
    ] as const) {
      const part = (await pieces.read(start, count))[1]!;
      expect(part).toEqual(whole.slice(start + 500, start + 500 + count));
    }
  });

  it('hears the mean of the channels', async () => {
    const [mixed] = await passageAt(22_050, true).read(100, 2000);
    const [left, right] = await passageAt(22_050, false).read(100, 2000);
    expect(
      maxDifference(
        mixed!,
        left!.map((value, n) => (value + right![n]!) / 2),
      ),
    ).toBeLessThan(1e-6);
  });

  it('has the length of the passage and silence outside of it', async () => {
    const passage = passageAt(22_050, true);
    expect(passage.length).toBe(Math.ceil((30_000 * 22_050) / 48_000));
    expect((await passage.read(passage.length + 200, 50))[0]).toEqual(new Float32Array(50));
    expect((await passage.read(-1000, 50))[0]).toEqual(new Float32Array(50));
  });
});

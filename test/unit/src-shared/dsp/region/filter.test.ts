import { describe, expect, it } from 'vitest';
import { bandWeights, type Band } from '../../../../../src-shared/dsp/region/bands.ts';
import { RegionFilter, regionFraming } from '../../../../../src-shared/dsp/region/filter.ts';
import { noise } from '../../../../support/signals.ts';

const RATE = 44_100;
const framing = regionFraming(RATE);
const { fftSize } = framing;

function filtered(signal: Float32Array, band: Band, position: number, blockFrames: number): number[] {
  const weights = bandWeights(band, RATE, fftSize);
  const filter = new RegionFilter(framing, () => weights, signal.length, position);
  const out: number[] = [];
  for (let at = filter.readFrom; out.length < signal.length - position; at += blockFrames) {
    const block = new Float32Array(blockFrames);
    block.set(signal.subarray(at, at + blockFrames));
    out.push(...filter.push(block).flatMap((samples) => [...samples]));
  }
  return out;
}

describe('RegionFilter', () => {
  const length = 3 * fftSize + 123;

  it('returns the signal itself for all frequencies, without latency, from any sample, in any blocks', () => {
    const signal = noise(length, 3);
    for (const [position, block] of [
      [0, fftSize],
      [0, 777],
      [5000, 4096],
    ] as const) {
      const out = filtered(signal, { lowHz: null, highHz: null }, position, block);
      expect(out.length).toBe(length - position);
      for (const [n, value] of out.entries()) {
        if (Math.abs(value - (signal[position + n] ?? NaN)) > 1e-9) throw new Error(`differs at ${n}`);
      }
    }
  });

  it('keeps a tone inside the band and removes one outside by 60 dB', () => {
    const tone = (hz: number): Float32Array =>
      Float32Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * hz * n) / RATE));
    const [inside, outside] = [tone(1000), tone(3000)].map((signal) =>
      filtered(signal, { lowHz: 500, highHz: 2000 }, 0, fftSize).slice(fftSize, 2 * fftSize),
    );
    const reference = tone(1000).subarray(fftSize, 2 * fftSize);
    for (const [n, value] of (inside ?? []).entries()) expect(value).toBeCloseTo(reference[n] ?? NaN, 3);
    expect(Math.max(...(outside ?? []).map(Math.abs))).toBeLessThan(1e-3);
  });

  it('gives two parts that sum to the signal', () => {
    const signal = noise(length, 9);
    const low = filtered(signal, { lowHz: null, highHz: 900 }, 0, fftSize);
    const high = filtered(signal, { lowHz: 900, highHz: null }, 0, fftSize);
    for (const [n, value] of low.entries()) {
      if (Math.abs(value + (high[n] ?? NaN) - (signal[n] ?? NaN)) > 1e-9) throw new Error(`differs at ${n}`);
    }
  });
});

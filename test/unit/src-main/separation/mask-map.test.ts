import { describe, expect, it } from 'vitest';
import { frontEndOf } from '../../../../src-main/audio/frontend.ts';
import { extrapolate, maskMapOf } from '../../../../src-main/separation/mask-map.ts';
import { StemFrames } from '../../../../src-main/separation/stem-frames.ts';
import { frontend } from './frontend-spec.ts';

function expanded(
  rate: number,
  mask: Float32Array,
  beyond: number,
): { hz: (j: number) => number; out: Float64Array } {
  const frontEnd = frontEndOf({ sampleRate: 22_050, frontend }, rate);
  const { framing } = frontEnd;
  const map = maskMapOf(frontEnd, rate);
  const frames = new StemFrames({ framing, map, bins: mask.length, stems: 1, channels: 1 });
  frames.spectra[0]!.fill(1);
  frames.masks[0]!.mask.set(mask);
  frames.masks[0]!.beyond = beyond;
  frames.separate(false);
  const out = frames.images[0]![0]!.filter((_, index) => index % 2 === 0);
  return { hz: (j) => (j * rate) / framing.fftSize, out };
}

describe('a mask on the recording’s own bins', () => {
  it.each([8000, 22_050, 44_100, 48_000, 96_000, 192_000])(
    'is linear in frequency at %i Hz, and one number above the band',
    (rate) => {
      const ramp = Float32Array.from({ length: 1025 }, (_, k) => k / 1024);
      const { hz, out } = expanded(rate, ramp, 0.25);
      for (const [j, value] of out.entries()) {
        if (hz(j) <= 11_025 * (15 / 16)) expect(value).toBeCloseTo(hz(j) / 11_025, 6);
        if (hz(j) >= 11_025) expect(value).toBeCloseTo(0.25, 6);
      }
    },
  );

  it('crosses the band’s edge without a step', () => {
    const { out } = expanded(44_100, new Float32Array(1025).fill(1), 0);
    for (let j = 1; j < out.length; j += 1) expect(Math.abs(out[j]! - out[j - 1]!)).toBeLessThan(0.02);
  });

  it('keeps a sum of one', () => {
    const masks = [0.2, 0.5, 0.3].map((share) => new Float32Array(1025).fill(share));
    const parts = masks.map((mask) => expanded(48_000, mask, mask[0]!).out);
    const sums = parts[0]!.map((_, j) => parts.reduce((total, part) => total + part[j]!, 0));
    for (const sum of sums) expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
  });
});

describe('extrapolate', () => {
  const map = maskMapOf(frontEndOf({ sampleRate: 22_050, frontend }, 44_100), 44_100);
  const mask = Float32Array.from({ length: 1025 }, (_, k) => (k < 512 ? 0.1 : k < 768 ? 1 : 0));

  it('weights the top octave by energy', () => {
    const magnitude = Float32Array.from({ length: 1025 }, (_, k) => (k < 512 ? 9 : k < 768 ? 2 : 1));
    expect(extrapolate(map, mask, magnitude)).toBeCloseTo((256 * 4) / (256 * 4 + 257), 5);
  });

  it('takes the plain mean in silence', () => {
    expect(extrapolate(map, mask, new Float32Array(1025))).toBeCloseTo(256 / 513, 5);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FEATURES, features, overlapsOf, sounding } from '../../../../src-main/quality/features.ts';
import {
  windowCount,
  windowFramesAt,
  WindowSummer,
  type WindowSums,
} from '../../../../src-main/quality/window-sums.ts';

/** What the recipes' Python makes of signals that both make from one formula (`models/training/measure/confidence/fixture.py`). */
const Fixture = z.object({
  rate: z.number(),
  samples: z.number().int(),
  sources: z.array(
    z.object({
      hz: z.number(),
      partials: z.number().int(),
      gain: z.number(),
      tremolo: z.number(),
      leak: z.number(),
    }),
  ),
  tolerance: z.number(),
  /** [stem][window] */
  features: z.array(z.array(z.record(z.enum(FEATURES), z.number()))),
  sounding: z.array(z.array(z.boolean())),
  mixed_with: z.array(z.array(z.number().int())),
  mixed_share: z.array(z.array(z.number())),
});
const fixture = Fixture.parse(
  JSON.parse(readFileSync(new URL('../../../fixtures/golden/confidence.json', import.meta.url), 'utf8')),
);

function signals(): Float32Array[] {
  const { rate, samples, sources } = fixture;
  const tones = sources.map(({ hz, partials, gain, tremolo }) =>
    Float64Array.from({ length: samples }, (_, n) => {
      const t = n / rate;
      let sum = 0;
      for (let h = 1; h <= partials; h += 1) sum += Math.sin(2 * Math.PI * hz * h * t) / h;
      return gain * (1 + Math.sin(2 * Math.PI * tremolo * t)) * sum;
    }),
  );
  return tones.map((tone, i) =>
    Float32Array.from(tone, (value, n) => value + sources[i]!.leak * tones[(i + 1) % tones.length]![n]!),
  );
}

function sumsOf(sources: readonly Float32Array[], rate: number, block: number): readonly WindowSums[] {
  const frames = sources[0]!.length;
  const summer = new WindowSummer({ sources: sources.length, channels: 1, sampleRate: rate, frames });
  for (let from = 0; from < frames; from += block) {
    summer.push(sources.map((source) => [source.subarray(from, from + block)]));
  }
  return summer.finish();
}

describe('what the confidence is told from', () => {
  const sums = sumsOf(signals(), fixture.rate, 12_345);
  const stems = fixture.features.length;

  it('agrees with the recipes in every window', () => {
    expect(sums).toHaveLength(fixture.features[0]!.length);
    for (let stem = 0; stem < stems; stem += 1) {
      for (const [window, expected] of fixture.features[stem]!.entries()) {
        const ours = features(sums[window]!, stem);
        for (const name of FEATURES) {
          expect(Math.abs(ours[name] - expected[name]), `${name} of ${stem} in ${window}`).toBeLessThan(
            fixture.tolerance,
          );
        }
      }
    }
  });

  it('agrees on who sounds, and with whom a stem is most likely mixed', () => {
    for (let stem = 0; stem < stems; stem += 1) {
      expect(sounding(sums, stem)).toEqual(fixture.sounding[stem]);
      for (const [window, one] of sums.entries()) {
        const overlaps = overlapsOf(one, stem);
        const most = Math.max(...overlaps);
        expect(overlaps.indexOf(most)).toBe(fixture.mixed_with[stem]![window]);
        const total = overlaps.reduce((sum, value) => sum + value, 0);
        expect(most / total).toBeCloseTo(fixture.mixed_share[stem]![window]!, 4);
      }
    }
  });

  it('does not depend on how the signal comes in blocks', () => {
    for (const block of [1, 64_000]) {
      const other = sumsOf(
        signals().map((signal) => signal.subarray(0, 8000)),
        fixture.rate,
        block,
      );
      const whole = sumsOf(
        signals().map((signal) => signal.subarray(0, 8000)),
        fixture.rate,
        997,
      );
      expect(other[0]!.mixture).toBeCloseTo(whole[0]!.mixture, 9);
      expect([...other[0]!.overlap]).toEqual([...whole[0]!.overlap]);
    }
  });

  it('sums both channels, and finds nothing in silence', () => {
    const [source = new Float32Array()] = signals();
    const rest = new Float32Array(source.length);
    const summer = new WindowSummer({
      sources: 2,
      channels: 2,
      sampleRate: fixture.rate,
      frames: source.length,
    });
    summer.push([
      [source, rest],
      [rest, source],
    ]);
    const [first] = summer.finish();
    expect(first!.power[0]).toBeCloseTo(first!.power[1]!, 9);
    expect(features(first!, 0).decisiveness).toBe(60);
    const silent = sumsOf([rest, rest], fixture.rate, 5000);
    expect(sounding(silent, 0)).toEqual(silent.map(() => false));
    expect(Object.values(features(silent[0]!, 0)).every(Number.isFinite)).toBe(true);
  });

  it('is less harmonic where two tones share a stem', () => {
    const rate = 22_050;
    const tone = (hz: number): Float32Array =>
      Float32Array.from({ length: 3 * rate }, (_, n) =>
        [1, 2, 3, 4].reduce((sum, h) => sum + (0.1 * Math.sin((2 * Math.PI * hz * h * n) / rate)) / h, 0),
      );
    const one = tone(196);
    const other = tone(277.2);
    const both = one.map((value, n) => value + other[n]!);
    const rest = new Float32Array(one.length);
    const harmonicity = (signal: Float32Array): number =>
      features(sumsOf([signal, rest], rate, 4096)[0]!, 0).harmonicity;
    expect(harmonicity(one)).toBeGreaterThan(0.9);
    expect(harmonicity(both)).toBeLessThan(harmonicity(one) - 0.1);
  });
});

describe('windows', () => {
  it('last three seconds; the last takes what is left', () => {
    expect(windowFramesAt(44_100)).toBe(132_300);
    const rate = 100;
    const counts = [0, 1, 449, 450, 750, 1049].map((frames) => windowCount(frames, windowFramesAt(rate)));
    expect(counts).toEqual([1, 1, 1, 2, 3, 3]);
  });
});

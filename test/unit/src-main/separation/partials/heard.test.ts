import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PriorShape } from '../../../../../src-main/notes/prior.ts';
import { HeardPartials } from '../../../../../src-main/separation/partials/heard.ts';
import { BIN_HZ, BINS, evenShares, FRAMES, shareOf, steady, tone } from '../../../../support/partials.ts';

const SHAPE: PriorShape = {
  ...{ lowestHz: 41, stepsPerOctave: 48, candidates: 264 },
  ...{ floor: 1e-3, widthSemitones: 0.6, widenSeconds: 0.08 },
};

const candidateOf = (hertz: number): number =>
  Math.round(SHAPE.stepsPerOctave * Math.log2(hertz / SHAPE.lowestHz));

/** Posteriors of which each slot hears one fundamental, as likely as it says; 0 hears nothing. */
function hearing(...slots: readonly (readonly [hertz: number, likelihood: number])[]): Float32Array {
  const out = new Float32Array((slots.length + 1) * SHAPE.candidates * FRAMES);
  for (const [slot, [hertz, likelihood]] of slots.entries()) {
    const start = (slot * SHAPE.candidates + candidateOf(hertz)) * FRAMES;
    out.fill(likelihood, start, start + FRAMES);
  }
  return out;
}

function sharpened(
  posteriors: Float32Array,
  power: Float64Array,
  values: readonly number[],
  classes: readonly number[] = [0, 1],
): Float32Array {
  const data = evenShares(values);
  const magnitudes = steady(power);
  const grid = { bins: BINS, length: FRAMES };
  const heard = new HeardPartials(classes, SHAPE, { ...grid, binHz: BIN_HZ });
  heard.sharpen(posteriors, magnitudes, { ...grid, data, slots: values.length });
  return data;
}

describe('HeardPartials', () => {
  const [low, high] = [265, 391];
  const [lowTone, highTone] = [tone(low), tone(high)];
  const both = lowTone.map((value, k) => value + highTone[k]!);

  it('tells two tones apart that the masks do not, as far as the model is sure of their pitches', () => {
    const shares = [0.6, 0.75, 0.95].map((likelihood) => {
      const out = sharpened(hearing([low, likelihood], [high, likelihood]), both, [0.48, 0.48, 0.04]);
      return shareOf(out, 0, lowTone);
    });
    expect(shares[0]).toBeGreaterThan(0.5);
    expect(shares[1]).toBeGreaterThan(shares[0]! + 0.05);
    expect(shares[2]).toBeGreaterThan(shares[1]!);
    expect(shares[2]).toBeGreaterThan(0.7);
  });

  it('leaves the masks as they are where no fundamental is likely', () => {
    const values = [0.48, 0.48, 0.04];
    const out = sharpened(hearing([low, 0.4], [high, 0.4]), both, values);
    for (const [slot, value] of values.entries()) {
      expect(new Set(out.subarray(slot * FRAMES * BINS, (slot + 1) * FRAMES * BINS))).toEqual(
        new Set([Math.fround(value)]),
      );
    }
  });

  it('keeps the shares that players of one class have of each other, and the sum', () => {
    const out = sharpened(
      hearing([low, 0.9], [0.5 * low, 0.9], [high, 0.9]),
      both,
      [0.4, 0.2, 0.36, 0.04],
      [0, 0, 1],
    );
    const size = FRAMES * BINS;
    let [ratio, sum] = [0, 0];
    for (let at = 0; at < size; at += 1) {
      ratio = Math.max(ratio, Math.abs(out[at]! - 2 * out[size + at]!));
      sum = Math.max(
        sum,
        Math.abs(out[at]! + out[size + at]! + out[2 * size + at]! + out[3 * size + at]! - 1),
      );
    }
    expect(ratio).toBeLessThan(1e-6);
    expect(sum).toBeLessThan(1e-5);
    expect(shareOf(out, 2, highTone)).toBeGreaterThan(0.5);
    expect(shareOf(out, 2, lowTone)).toBeLessThan(0.3);
  });
});

const Told = z.object({
  shape: z.tuple([z.literal(1), z.number(), z.number(), z.number()]),
  stride: z.int(),
});

describe('HeardPartials against the recipes', () => {
  const golden = join(import.meta.dirname, '..', '..', '..', '..', 'fixtures', 'golden');
  const floats = async (name: string): Promise<Float32Array> =>
    new Float32Array(Uint8Array.from(await readFile(join(golden, name))).buffer);

  it('gives the same shares, within 1e-5', async () => {
    const { shape, stride } = Told.parse(JSON.parse(await readFile(join(golden, 'told.json'), 'utf8')));
    const [, slots, candidates, length] = shape;
    const [magnitude, masks, pitches, expected] = await Promise.all(
      ['magnitude.f32', 'masks.f32', 'pitches.f32', 'heard-sharpened.f32'].map(floats),
    );
    const bins = magnitude!.length / length;
    const data = new Float32Array(slots * length * bins);
    const own = (slot: number, k: number, frame: number): number => (slot * length + frame) * bins + k;
    for (const [at, value] of masks!.entries()) {
      const [slot, k] = [Math.floor(at / (bins * length)), Math.floor(at / length) % bins];
      data[own(slot, k, at % length)] = value;
    }
    const magnitudes = Array.from({ length }, (_, frame) =>
      Float32Array.from({ length: bins }, (__, k) => magnitude![k * length + frame]!),
    );
    const heard = new HeardPartials([0, 0, 1], { ...SHAPE, candidates }, { bins, length, binHz: BIN_HZ });
    heard.sharpen(pitches!, magnitudes, { data, slots, bins, length });
    let worst = 0;
    const rows = Math.ceil(bins / stride);
    for (const [at, value] of expected!.entries()) {
      const [slot, row] = [Math.floor(at / (rows * length)), Math.floor(at / length) % rows];
      worst = Math.max(worst, Math.abs(data[own(slot, row * stride, at % length)]! - value));
    }
    expect(worst).toBeLessThan(1e-5);
  });
});

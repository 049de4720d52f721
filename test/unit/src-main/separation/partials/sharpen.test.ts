import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { knownSpan, type PlayerNotes } from '../../../../../src-main/notes/prior.ts';
import type { Posteriors } from '../../../../../src-main/separation/partials/belief.ts';
import { Partials, sharpenByPartials } from '../../../../../src-main/separation/partials/sharpen.ts';
import {
  BIN_HZ,
  BINS,
  evenShares,
  FRAMES,
  HOP,
  RATE,
  shareOf,
  steady,
  tone as toneOf,
} from '../../../../support/partials.ts';

const SHAPE = { lowestHz: 41, stepsPerOctave: 48 };
const CANDIDATES = 264;
const centres = Array.from({ length: FRAMES }, (_, frame) => frame * HOP);

const tone = (pitch: number): Float64Array => toneOf(hertzOf(pitch));
const hertzOf = (pitch: number): number => 440 * 2 ** ((pitch - 69) / 12);

function playing(pitch: number): PlayerNotes {
  const notes = [{ onset: 0, offset: FRAMES * HOP, pitch }];
  return { notes, knownFrom: -RATE, knownTo: 10 * RATE };
}

function sharpened(
  players: readonly (PlayerNotes | null)[],
  power: Float64Array,
  data: Float32Array,
  posteriors: Posteriors | null = null,
): Float32Array {
  const out = data.slice();
  const grid = { slots: players.length, bins: BINS, length: FRAMES };
  const partials = new Partials({ ...grid, binHz: BIN_HZ });
  const times = { centres, sampleRate: RATE };
  sharpenByPartials(partials, players, steady(power), times, { ...grid, data: out }, posteriors);
  return out;
}

describe('sharpenByPartials', () => {
  const [low, high] = [tone(60.3), tone(66.8)];
  const both = low.map((value, k) => value + high[k]!);

  it('tells two tones apart that the masks do not, though they are 20 and 30 cents off the notes', () => {
    const out = sharpened([playing(60), playing(67), null], both, evenShares([0.48, 0.48, 0.04]));
    expect(shareOf(out, 0, low)).toBeGreaterThan(0.85);
    expect(shareOf(out, 1, high)).toBeGreaterThan(0.85);
    expect(shareOf(out, 0, high)).toBeLessThan(0.15);
    expect(shareOf(out, 1, low)).toBeLessThan(0.15);
  });

  it('gives shares that sum to one, between zero and one', () => {
    const out = sharpened([playing(60), playing(67), null], both, evenShares([0.48, 0.48, 0.04]));
    for (let at = 0; at < FRAMES * BINS; at += 1) {
      const values = [0, 1, 2].map((slot) => out[slot * FRAMES * BINS + at]!);
      expect(Math.abs(values.reduce((sum, value) => sum + value) - 1)).toBeLessThan(1e-6);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    }
  });

  it('gives the same at any level', () => {
    const players = [playing(60), playing(67), null];
    const shares = evenShares([0.48, 0.48, 0.04]);
    const quiet = both.map((value) => value * 2 ** -40);
    expect(sharpened(players, quiet, shares)).toEqual(sharpened(players, both, shares));
  });

  it('changes nothing where no notes are known, where they were heard, in silence, and far from the notes', () => {
    const shares = evenShares([0.5, 0.3, 0.2]);
    const later = { ...playing(60), notes: [{ onset: 9 * RATE, offset: 10 * RATE, pitch: 60 }] };
    const heard = { ...playing(60), isOpenBetween: true };
    for (const player of [null, later, heard]) {
      expect(sharpened([player, null, null], both, shares)).toEqual(shares);
    }
    expect(sharpened([playing(60), null, null], new Float64Array(BINS), shares)).toEqual(shares);
  });

  it('leaves a player whose note the model does not hear with what is on no partial of the others', () => {
    const players = [playing(60), playing(50), null];
    const shares = evenShares([0.48, 0.48, 0.04]);
    const hearing = (likelihoods: readonly number[]): Posteriors => {
      const data = new Float32Array(3 * CANDIDATES * FRAMES);
      for (const [slot, likelihood] of likelihoods.entries()) {
        const { notes } = players[slot]!;
        const hertz = hertzOf(notes[0]!.pitch);
        const row = slot * CANDIDATES + Math.round(SHAPE.stepsPerOctave * Math.log2(hertz / SHAPE.lowestHz));
        data.fill(likelihood, row * FRAMES, (row + 1) * FRAMES);
      }
      return { data, shape: { ...SHAPE, candidates: CANDIDATES } };
    };
    const heard = sharpened(players, both, shares, hearing([0.9, 0.9]));
    expect(heard).toEqual(sharpened(players, both, shares));
    const wrong = sharpened(players, both, shares, hearing([0.9, 0]));
    expect(shareOf(heard, 1, high)).toBeLessThan(0.6);
    expect(shareOf(wrong, 1, high)).toBeGreaterThan(0.7);
    const doubtful = sharpened(players, both, shares, hearing([0.9, 0.15]));
    expect(shareOf(doubtful, 1, high)).toBeGreaterThan(shareOf(heard, 1, high));
    expect(shareOf(doubtful, 1, high)).toBeLessThan(shareOf(wrong, 1, high));
  });

  it('leaves a player whose notes nobody knows with what is on no partial of the others', () => {
    const out = sharpened([playing(60), null, null], both, evenShares([0.48, 0.48, 0.04]));
    expect(shareOf(out, 1, high)).toBeGreaterThan(0.75);
  });

  it('keeps in the rest what an undeclared player seems to play', () => {
    const [little, much] = [evenShares([0.475, 0.475, 0.05]), evenShares([0.4, 0.4, 0.2])];
    const players = [playing(60), playing(72), null];
    const kept = (shares: Float32Array): number => shareOf(sharpened(players, both, shares), 2, high);
    expect(kept(little)).toBeLessThan(0.15);
    expect(kept(much)).toBeGreaterThan(0.45);
  });
});

const Told = z.object({
  notes: z.array(
    z.array(z.object({ onset_s: z.number(), offset_s: z.number(), pitch: z.number() })).nullable(),
  ),
  shape: z.tuple([z.literal(1), z.number(), z.number(), z.number()]),
  stride: z.number().int(),
});
const Masks = z.object({
  masks: z.object({ shape: z.tuple([z.literal(1), z.number(), z.number(), z.number()]) }),
});

describe('sharpenByPartials against the recipes', () => {
  const golden = join(import.meta.dirname, '..', '..', '..', '..', 'fixtures', 'golden');
  const floats = async (name: string): Promise<Float32Array> =>
    new Float32Array(Uint8Array.from(await readFile(join(golden, name))).buffer);
  const json = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(golden, name), 'utf8'));

  it('gives the same shares, within 1e-5', async () => {
    const told = Told.parse(await json('told.json'));
    const [, slots, bins, length] = Masks.parse(await json('masks.json')).masks.shape;
    const candidates = told.shape[2];
    const [magnitude, masks, pitches, expected] = await Promise.all(
      ['magnitude.f32', 'masks.f32', 'pitches.f32', 'sharpened.f32'].map(floats),
    );
    const data = new Float32Array(slots * length * bins);
    for (let slot = 0; slot < slots; slot += 1) {
      for (let k = 0; k < bins; k += 1) {
        for (let frame = 0; frame < length; frame += 1) {
          data[(slot * length + frame) * bins + k] = masks![(slot * bins + k) * length + frame]!;
        }
      }
    }
    const before = data.slice();
    const notes = told.notes.map((played) =>
      played === null
        ? null
        : played.map(({ onset_s, offset_s, pitch }) => ({
            onset: onset_s * RATE,
            offset: offset_s * RATE,
            pitch,
          })),
    );
    const span = knownSpan(
      notes.flatMap((played) => played ?? []),
      RATE,
    )!;
    const players = [...notes, null].map((played) =>
      played === null ? null : { notes: played, knownFrom: span.from, knownTo: span.to },
    );
    const magnitudes = Array.from({ length }, (_, frame) =>
      Float32Array.from({ length: bins }, (__, k) => magnitude![k * length + frame]!),
    );
    const grid = { slots, bins, length };
    sharpenByPartials(
      new Partials({ ...grid, binHz: BIN_HZ }),
      players,
      magnitudes,
      { centres: magnitudes.map((_, frame) => frame * HOP), sampleRate: RATE },
      { ...grid, data },
      { data: pitches!, shape: { ...SHAPE, candidates } },
    );
    let [worst, moved, at] = [0, 0, 0];
    for (let slot = 0; slot < slots; slot += 1) {
      for (let k = 0; k < bins; k += told.stride) {
        for (let frame = 0; frame < length; frame += 1, at += 1) {
          const own = (slot * length + frame) * bins + k;
          worst = Math.max(worst, Math.abs(data[own]! - expected![at]!));
          moved = Math.max(moved, Math.abs(data[own]! - before[own]!));
        }
      }
    }
    expect(at).toBe(expected!.length);
    expect(worst).toBeLessThan(1e-5);
    expect(moved).toBeGreaterThan(0.3);
  });
});

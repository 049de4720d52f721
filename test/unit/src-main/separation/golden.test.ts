import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readManifest, weightsPath } from '../../../../src-main/inference/model-folder.ts';
import { requireSeparator } from '../../../../src-main/inference/separator-manifest.ts';
import type { Manifest } from '../../../../src-main/inference/manifest.ts';
import { openSession } from '../../../../src-main/inference/session.ts';
import type { TensorData } from '../../../../src-main/inference/session.ts';
import { knownSpan, writePrior } from '../../../../src-main/notes/prior.ts';
import { MagnitudeReader, frontEndOf, framesOf } from '../../../../src-main/audio/frontend.ts';
import { Passage } from '../../../../src-main/audio/read/passage.ts';
import { readerOf } from '../../../support/music.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const golden = join(root, 'test', 'fixtures', 'golden');
const shipped = [
  { id: 'harmonic-unet', folder: golden },
  { id: 'pa-hubert', folder: join(golden, 'pa-hubert') },
].map(({ id, folder }) => ({
  id,
  folder,
  modelDir: join(root, 'models', id),
}));
const there = shipped.filter(
  ({ folder, modelDir }) =>
    existsSync(join(folder, 'masks.json')) && existsSync(join(modelDir, 'manifest.json')),
);

const Description = z.object({
  magnitude: z.object({ shape: z.array(z.number()).length(3) }),
  counts: z.array(z.number()),
  slots: z.array(z.number().int()),
  masks: z.object({ shape: z.array(z.number()).length(4) }),
});

/** A prior that says nothing, for a model that takes notes. */
function onesFor({ notes }: Manifest, slots: number, frames: number): Record<string, TensorData> {
  if (notes === undefined) return {};
  const shape = [1, slots, notes.candidates, frames];
  return {
    notes: { dtype: 'float32', data: new Float32Array(slots * notes.candidates * frames).fill(1), shape },
  };
}

const Told = z.object({
  notes: z.array(
    z.array(z.object({ onset_s: z.number(), offset_s: z.number(), pitch: z.number() })).nullable(),
  ),
  shape: z.array(z.number()).length(4),
  stride: z.number().int(),
});

async function floats(folder: string, name: string): Promise<Float32Array> {
  const content = await readFile(join(folder, name));
  return new Float32Array(content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength));
}

function worst(values: Float32Array, expected: Float32Array): number {
  expect(values).toHaveLength(expected.length);
  return values.reduce((most, value, index) => Math.max(most, Math.abs(value - expected[index]!)), 0);
}

/** What PyTorch computed when the weights were exported. */
describe.each(there)('the shipped $id against its golden fixture', ({ folder, modelDir }) => {
  it('hears the same magnitudes, within 1e-6', async () => {
    const manifest = requireSeparator(await readManifest(modelDir));
    if (manifest.output !== 'mask') throw new Error('the fixture is of a model that makes masks');
    const audio = await floats(golden, 'audio.f32');
    const passage = new Passage(readerOf([audio], manifest.sampleRate), 0, audio.length);
    const frontEnd = frontEndOf(manifest, manifest.sampleRate);
    const reader = new MagnitudeReader(passage, frontEnd);
    // The recipes stop at the last frame centred in the signal; later ones reach into it where windows overlap more.
    const { magnitude } = Description.parse(JSON.parse(await readFile(join(folder, 'masks.json'), 'utf8')));
    const count = magnitude.shape[2]!;
    expect(framesOf(frontEnd, audio.length)).toBeGreaterThanOrEqual(count);
    const values = new Float32Array(frontEnd.bins * count);
    for (let frame = 0; frame < count; frame += 1) {
      for (const [k, value] of (await reader.frame(frame)).entries()) values[k * count + frame] = value;
    }
    expect(worst(values, await floats(folder, 'magnitude.f32'))).toBeLessThan(1e-6);
  });

  it('gives the same masks, within 1e-4', async () => {
    const manifest = requireSeparator(await readManifest(modelDir));
    if (manifest.output !== 'mask') throw new Error('the fixture is of a model that makes masks');
    const { magnitude, counts, slots, masks } = Description.parse(
      JSON.parse(await readFile(join(folder, 'masks.json'), 'utf8')),
    );
    const session = await openSession(weightsPath(modelDir, manifest), { providers: ['cpu'], threads: 2 });
    const output = await session.run(
      {
        magnitude: { dtype: 'float32', data: await floats(folder, 'magnitude.f32'), shape: magnitude.shape },
        counts: { dtype: 'float32', data: Float32Array.from(counts), shape: [1, counts.length] },
        slots: { dtype: 'int64', data: BigInt64Array.from(slots, BigInt), shape: [slots.length] },
        ...onesFor(manifest, slots.length, magnitude.shape[2]!),
      },
      'masks',
    );
    await session.release();
    expect(output.shape).toEqual(masks.shape);
    expect(worst(output.data, await floats(folder, 'masks.f32'))).toBeLessThan(1e-4);
  });
});

/** The notes of `told.json`, from seconds to the prior to what the network makes of them. */
describe('notes against the golden fixture', () => {
  const modelDir = join(root, 'models', 'harmonic-unet');

  it('become the prior that the recipes write, within 1e-6, and the masks and pitches that PyTorch makes', async () => {
    const manifest = requireSeparator(await readManifest(modelDir));
    if (manifest.output !== 'mask' || manifest.notes === undefined) throw new Error('the model takes notes');
    const told = Told.parse(JSON.parse(await readFile(join(golden, 'told.json'), 'utf8')));
    const description = Description.parse(JSON.parse(await readFile(join(golden, 'masks.json'), 'utf8')));
    const { sampleRate: rate, frontend } = manifest;
    const inSamples = told.notes.map(
      (notes) =>
        notes?.map(({ onset_s, offset_s, pitch }) => ({
          onset: onset_s * rate,
          offset: offset_s * rate,
          pitch,
        })) ?? null,
    );
    const span = knownSpan(
      inSamples.flatMap((notes) => notes ?? []),
      rate,
    );
    const [, slots, candidates, frames] = told.shape as [number, number, number, number];
    const prior = new Float32Array(slots * candidates * frames);
    const centres = Array.from({ length: frames }, (_, frame) => frame * frontend.hop);
    for (let slot = 0; slot < slots; slot += 1) {
      const notes = inSamples[slot] ?? null;
      const player =
        notes === null || span === null ? null : { notes, knownFrom: span.from, knownTo: span.to };
      const out = prior.subarray(slot * candidates * frames, (slot + 1) * candidates * frames);
      writePrior(manifest.notes, player, centres, rate, out);
    }
    expect(worst(prior, await floats(golden, 'prior.f32'))).toBeLessThan(1e-6);

    const session = await openSession(weightsPath(modelDir, manifest), { providers: ['cpu'], threads: 2 });
    const [masks, pitches] = await session.runFor(
      {
        magnitude: {
          dtype: 'float32',
          data: await floats(golden, 'magnitude.f32'),
          shape: description.magnitude.shape,
        },
        counts: { dtype: 'float32', data: Float32Array.from(description.counts), shape: [1, 11] },
        slots: { dtype: 'int64', data: BigInt64Array.from(description.slots, BigInt), shape: [slots] },
        notes: { dtype: 'float32', data: prior, shape: told.shape },
      },
      ['masks', 'pitches'],
    );
    await session.release();
    expect(pitches!.shape).toEqual(told.shape);
    expect(worst(pitches!.data, await floats(golden, 'pitches.f32'))).toBeLessThan(1e-4);
    const bins = masks!.shape[2]!;
    const kept = masks!.data.filter((_, index) => (Math.floor(index / frames) % bins) % told.stride === 0);
    expect(worst(kept, await floats(golden, 'told-masks.f32'))).toBeLessThan(1e-4);
  });
});

const Undeclared = z.object({
  counts: z.array(z.number()),
  slots: z.array(z.number().int()),
  stride: z.number().int(),
  undeclared: z.array(z.number()),
});

describe('undeclared instruments against the golden fixture', () => {
  const modelDir = join(root, 'models', 'harmonic-unet');

  it('claim the shares of the energy that PyTorch computes, and reach the rest', async () => {
    const manifest = requireSeparator(await readManifest(modelDir));
    if (manifest.output !== 'mask') throw new Error('the model makes masks');
    const expected = Undeclared.parse(JSON.parse(await readFile(join(golden, 'undeclared.json'), 'utf8')));
    const magnitude = await floats(golden, 'magnitude.f32');
    const bins = manifest.frontend.size / 2 + 1;
    const frames = magnitude.length / bins;
    const { counts, slots } = expected;
    const session = await openSession(weightsPath(modelDir, manifest), { providers: ['cpu'], threads: 2 });
    const [masks, undeclared] = await session.runFor(
      {
        magnitude: { dtype: 'float32', data: magnitude, shape: [1, bins, frames] },
        counts: { dtype: 'float32', data: Float32Array.from(counts), shape: [1, counts.length] },
        slots: { dtype: 'int64', data: BigInt64Array.from(slots, BigInt), shape: [slots.length] },
        ...onesFor(manifest, slots.length, frames),
      },
      ['masks', 'undeclared'],
    );
    await session.release();
    expect(undeclared!.shape).toEqual([1, expected.undeclared.length]);
    expect(Math.max(...expected.undeclared)).toBeGreaterThan(0.01);
    expect(worst(undeclared!.data, Float32Array.from(expected.undeclared))).toBeLessThan(1e-4);
    const kept = masks!.data.filter(
      (_, index) => (Math.floor(index / frames) % bins) % expected.stride === 0,
    );
    expect(worst(kept, await floats(golden, 'undeclared-masks.f32'))).toBeLessThan(1e-4);
  });
});

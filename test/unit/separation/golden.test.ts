import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readManifest, weightsPath } from '../../../src-main/inference/model-folder.ts';
import { requireSeparator } from '../../../src-main/inference/separator-manifest.ts';
import { openSession } from '../../../src-main/inference/session.ts';
import { MagnitudeReader, frontEndOf, framesOf } from '../../../src-main/audio/frontend.ts';
import { Passage } from '../../../src-main/audio/passage.ts';
import { readerOf } from '../../support/music.ts';

const root = join(import.meta.dirname, '..', '..', '..');
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
    const passage = new Passage(readerOf([audio], manifest.sample_rate), 0, audio.length);
    const frontEnd = frontEndOf(manifest, manifest.sample_rate);
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
      },
      'masks',
    );
    await session.release();
    expect(output.shape).toEqual(masks.shape);
    expect(worst(output.data, await floats(folder, 'masks.f32'))).toBeLessThan(1e-4);
  });
});

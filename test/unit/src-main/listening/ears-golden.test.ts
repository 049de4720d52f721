import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createEmbeddingCall } from '../../../../src-main/inference/embedding-call.ts';
import { requireEmbedder } from '../../../../src-main/inference/manifest.ts';
import { readManifest, weightsPath } from '../../../../src-main/inference/model-folder.ts';
import { openSession } from '../../../../src-main/inference/session.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const golden = join(root, 'test', 'fixtures', 'golden', 'ears');
const modelDir = join(root, 'models', 'ears');

const Outputs = z.object({
  magnitude: z.object({ shape: z.tuple([z.literal(1), z.number(), z.number()]) }),
  embedding: z.array(z.number()),
  instruments: z.array(z.number()),
  classes: z.array(z.string()),
  tolerance: z.number(),
});

function worst(values: Float32Array, expected: readonly number[]): number {
  expect(values).toHaveLength(expected.length);
  return values.reduce((most, value, index) => Math.max(most, Math.abs(value - expected[index]!)), 0);
}

/** What PyTorch computed when the weights were exported. */
describe.skipIf(!existsSync(golden))('the shipped encoder against its golden fixture', () => {
  async function hear(gain: number) {
    const { magnitude, ...expected } = Outputs.parse(
      JSON.parse(await readFile(join(golden, 'outputs.json'), 'utf8')),
    );
    const content = await readFile(join(golden, 'magnitude.f32'));
    const values = new Float32Array(
      content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength),
    );
    const [, bins, frames] = magnitude.shape;
    const columns = Array.from({ length: frames }, (_, t) =>
      Float32Array.from({ length: bins }, (_none, k) => gain * values[k * frames + t]!),
    );
    const manifest = requireEmbedder(await readManifest(modelDir));
    const session = await openSession(weightsPath(modelDir, manifest), { providers: ['cpu'], threads: 1 });
    try {
      const heard = await createEmbeddingCall(session, manifest).hear(columns);
      return { heard, expected, classes: manifest.classes };
    } finally {
      await session.release();
    }
  }

  it('gives the same vector and probabilities', async () => {
    const { heard, expected, classes } = await hear(1);
    expect(classes).toEqual(expected.classes);
    expect(worst(heard.embedding, expected.embedding)).toBeLessThan(expected.tolerance);
    expect(worst(heard.probabilities, expected.instruments)).toBeLessThan(expected.tolerance);
  });

  it('does not care for level', async () => {
    const { heard, expected } = await hear(1e-3);
    expect(worst(heard.embedding, expected.embedding)).toBeLessThan(1e-3);
    expect(worst(heard.probabilities, expected.instruments)).toBeLessThan(1e-3);
  });
});

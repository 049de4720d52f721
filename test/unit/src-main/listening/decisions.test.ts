import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readDecisions } from '../../../../src-main/listening/decisions.ts';
import { playing } from '../../../../src-main/listening/ensemble.ts';
import { contentOf } from '../../../../src-main/listening/stem-check.ts';
import { requireEmbedder } from '../../../../src-main/inference/manifest.ts';
import { readManifest } from '../../../../src-main/inference/model-folder.ts';
import { tempFolder } from '../../../support/temp.ts';
import { tinyDecisions, tinyEmbedderManifest, writeTinyEmbedder } from '../inference/tiny-embedder.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const { path: dir, remove } = tempFolder();
afterAll(remove);

const Golden = z.object({
  /** [class][slot] */
  slots: z.array(z.array(z.number())),
  playing: z.array(z.number()),
  stem: z.array(z.number()),
  recording: z.array(z.number()),
  /** By the class that the stem is named after. */
  content: z.array(z.array(z.number())),
  tolerance: z.number(),
});

const worst = (values: readonly number[], expected: readonly number[]): number =>
  Math.max(...expected.map((value, index) => Math.abs(value - (values[index] ?? Infinity))));

async function decisionsOf(modelDir: string) {
  return readDecisions(modelDir, requireEmbedder(await readManifest(modelDir)));
}

describe('the decisions of the shipped encoder', () => {
  it('are those that Python fitted', async () => {
    const decisions = await decisionsOf(join(root, 'models', 'ears'));
    if (decisions === null) throw new Error('no decisions');
    const text = await readFile(join(root, 'test', 'fixtures', 'golden', 'decisions.json'), 'utf8');
    const golden = Golden.parse(JSON.parse(text));
    const sounding = golden.slots[0]!.map(() => true);
    expect(worst(playing(decisions.ensemble, golden.slots, sounding), golden.playing)).toBeLessThan(
      golden.tolerance,
    );
    const stem = {
      vector: Float32Array.from(golden.stem),
      recording: Float32Array.from(golden.recording),
    };
    for (const [name, expected] of golden.content.entries()) {
      const found = contentOf(decisions.stems, stem, name);
      expect(worst(found, expected.slice(0, -1))).toBeLessThan(golden.tolerance);
    }
  });

  it('find nobody in silence', () => {
    const { ensemble } = tinyDecisions(tinyEmbedderManifest());
    const silent = ensemble.mean.map(() => [0, 0]);
    expect(playing(ensemble, silent, [false, false])).toEqual(silent.map(() => 0));
  });
});

describe('reading decisions', () => {
  it('a model may have none', async () => {
    expect(await decisionsOf(await writeTinyEmbedder(dir, { id: 'none' }))).toBeNull();
    expect(await decisionsOf(await writeTinyEmbedder(dir, { id: 'some', decides: true }))).not.toBeNull();
  });

  it.each([
    ['of other weights', (found: ReturnType<typeof tinyDecisions>) => ({ ...found, weights_sha256: 'ff' })],
    [
      'of other classes',
      (found: ReturnType<typeof tinyDecisions>) => ({ ...found, ensemble: { ...found.ensemble, mean: [] } }),
    ],
    [
      'of other vectors',
      (found: ReturnType<typeof tinyDecisions>) => ({
        ...found,
        stems: { ...found.stems, stem: found.stems.stem.map((row) => row.slice(1)) },
      }),
    ],
    ['that are none', () => ({})],
  ])('refuses those %s', async (_, change) => {
    const modelDir = await writeTinyEmbedder(dir, { id: 'changed', decides: true });
    const path = join(modelDir, 'decisions.json');
    const found = tinyDecisions({ ...tinyEmbedderManifest(), ...(await shaOf(modelDir)) });
    await writeFile(path, JSON.stringify(change(found)));
    await expect(decisionsOf(modelDir)).rejects.toMatchObject({ code: 'model/invalid' });
  });
});

async function shaOf(modelDir: string) {
  const { weights } = await readManifest(modelDir);
  return { weights };
}

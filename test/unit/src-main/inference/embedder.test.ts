import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseManifest, requireEmbedder } from '../../../../src-main/inference/manifest.ts';
import { createRegistry } from '../../../../src-main/inference/registry.ts';
import { openSession } from '../../../../src-main/inference/session.ts';
import { INSTRUMENTS } from '../../../../src-shared/project/players.ts';
import { tempDir } from '../../../support/temp.ts';
import { TINY_FRAMES, tinyEmbedderManifest, writeTinyEmbedder } from './tiny-embedder.ts';
import { writeTinyModel } from './tiny-model.ts';

const narrowed = (change: Record<string, unknown>) =>
  requireEmbedder(parseManifest(JSON.stringify({ ...tinyEmbedderManifest(), ...change })));
const failure = (code: string) => expect.objectContaining({ code }) as Error;

describe('a manifest of a listener', () => {
  it('names its classes in order, with thresholds and the length of its embedding', () => {
    const manifest = narrowed({ classes: ['horn', 'viola'], thresholds: [0.25, 0.75] });
    expect(manifest).toMatchObject({ classes: ['horn', 'viola'], thresholds: [0.25, 0.75], dimensions: 11 });
    expect(narrowed({ thresholds: undefined }).thresholds).toEqual(INSTRUMENTS.map(() => 0.5));
  });

  it.each([
    ['another task', { task: 'tagging' }],
    ['another output', { output: 'mask' }],
    ['no spectrum', { frontend: { type: 'waveform' } }],
    ['no classes', { classes: undefined }],
    ['a class twice', { classes: ['horn', 'horn'], thresholds: [0.5, 0.5] }],
    ['thresholds for other classes', { thresholds: [0.5] }],
    ['no length', { segment_frames: undefined }],
    ['an odd length', { segment_frames: 63 }],
    ['a state', { state: [{ name: 's', role: 's', shape: [1], dtype: 'float32' }] }],
    ['no magnitude', { inputs: [{ name: 'x', role: 'waveform', shape: [1], dtype: 'float32' }] }],
    ['no instruments', { outputs: tinyEmbedderManifest().outputs.slice(0, 1) }],
    ['no embedding', { outputs: tinyEmbedderManifest().outputs.slice(1) }],
    [
      'an embedding longer than the index holds',
      { outputs: tinyEmbedderManifest().outputs.map((tensor) => ({ ...tensor, shape: [1, 129] })) },
    ],
  ])('with %s is not one that runs here', (_, change) => {
    expect(() => narrowed(change)).toThrow(failure('model/unsupported'));
  });

  it('refuses a class that is no instrument, and a threshold that is no probability', () => {
    expect(() => narrowed({ classes: ['kazoo'] })).toThrow(failure('model/invalid'));
    expect(() => narrowed({ thresholds: INSTRUMENTS.map(() => 1.5) })).toThrow(failure('model/invalid'));
  });
});

describe('the registry', () => {
  it('has one default a task, and lists what a listener tells apart', async () => {
    const root = tempDir();
    await writeTinyEmbedder(root, { id: 'a-ears' });
    await writeTinyEmbedder(root, { id: 'b-ears' });
    await writeTinyModel(root, { id: 'separator' });
    const registry = createRegistry({
      builtInDirs: [root],
      addedDir: join(root, 'added'),
      discard: () => undefined,
    });
    expect((await registry.list()).map(({ id, isDefault }) => [id, isDefault])).toEqual([
      ['a-ears', true],
      ['b-ears', false],
      ['separator', true],
    ]);
    expect((await registry.list())[0]).toMatchObject({ task: 'embedding', classes: [...INSTRUMENTS] });
    expect((await registry.embedder()).info.id).toBe('a-ears');
    expect((await registry.embedder()).weightsSha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await registry.resolve()).info.id).toBe('separator');
  });

  it('listens with the first that is whole, else says what is wrong', async () => {
    const root = tempDir();
    await mkdir(root, { recursive: true });
    const registry = createRegistry({
      builtInDirs: [root],
      addedDir: join(root, 'added'),
      discard: () => undefined,
    });
    await expect(registry.embedder()).rejects.toThrow(failure('model/unknown'));
    const broken = await writeTinyEmbedder(root, { id: 'a-ears' });
    await rm(join(broken, 'model.onnx'));
    await expect(registry.embedder()).rejects.toThrow(failure('model/invalid'));
    await writeTinyEmbedder(root, { id: 'b-ears' });
    expect((await registry.embedder()).info.id).toBe('b-ears');
    // A library without a separator, but with listeners, has nothing that separates.
    await expect(registry.resolve()).rejects.toThrow(failure('model/unknown'));
  });
});

it('a session answers with several outputs at once', async () => {
  const dir = await writeTinyEmbedder(tempDir());
  const session = await openSession(join(dir, 'model.onnx'), { providers: ['cpu'], threads: 1 });
  const data = new Float32Array(1025 * TINY_FRAMES).fill(1);
  const inputs = { magnitude: { dtype: 'float32' as const, data, shape: [1, 1025, TINY_FRAMES] } };
  const [instruments, embedding] = await session.runFor(inputs, ['instruments', 'embedding']);
  expect(instruments?.shape).toEqual([1, 11]);
  expect(embedding?.data).toEqual(instruments?.data);
  for (const value of embedding?.data ?? []) expect(value).toBeCloseTo(1 / Math.sqrt(11), 5);
  await session.release();
});

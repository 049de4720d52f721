import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withFixedDimension } from '../../../../src-main/inference/fixed-dimension.ts';
import { readManifest } from '../../../../src-main/inference/model-folder.ts';
import { messagesAt } from '../../../../src-main/inference/onnx-rewrite.ts';
import { scanOnnx } from '../../../../src-main/inference/onnx-scan.ts';
import { requireSeparator } from '../../../../src-main/inference/separator-manifest.ts';
import { createSession, sessionOptions, toTensor } from '../../../../src-main/inference/session.ts';
import { trialOf } from '../../../../src-main/inference/trial.ts';
import { tempFolder } from '../../../support/temp.ts';
import { writeTinyModel } from './tiny-model.ts';

const { path: dir, remove } = tempFolder();
const FRAMES = { input: 'magnitude', axis: 2, size: 32 };
let path: string;
let model: Buffer;
beforeAll(async () => {
  path = join(await writeTinyModel(dir), 'model.onnx');
  model = await readFile(path);
});
afterAll(remove);

const load = (content: Uint8Array): Promise<InferenceSession> =>
  InferenceSession.create(content, sessionOptions('cpu', 1));

const shapes = (session: InferenceSession): unknown =>
  Object.fromEntries(
    [...session.inputMetadata, ...session.outputMetadata].map((value) => [
      value.name,
      value.isTensor ? value.shape : null,
    ]),
  );

const inputs = (frames: number) =>
  ({
    magnitude: { dtype: 'float32', data: new Float32Array(1025 * frames), shape: [1, 1025, frames] },
    counts: { dtype: 'float32', data: new Float32Array(11), shape: [1, 11] },
    slots: { dtype: 'int64', data: BigInt64Array.of(0n, 4n), shape: [2] },
  }) as const;

describe('withFixedDimension', () => {
  it('fixes a dimension by its name in inputs and outputs, and no other', async () => {
    const fixed = withFixedDimension(model, FRAMES);
    scanOnnx(fixed);
    const session = await load(fixed);
    expect(shapes(session)).toEqual({
      magnitude: [1, 1025, 32],
      counts: [1, 11],
      slots: ['wanted'],
      masks: [1, 'wanted', 1025, 32],
    });
    await session.release();
    const partsOf = (content: Uint8Array): Uint8Array[] =>
      [1, 5].flatMap((part) => messagesAt(content, [7, part]));
    expect(partsOf(fixed)).toEqual(partsOf(model));
  });

  it('leaves a model as it is that has no such open dimension', () => {
    expect(withFixedDimension(model, { ...FRAMES, axis: 1 })).toBe(model);
    expect(withFixedDimension(model, { ...FRAMES, axis: 7 })).toBe(model);
    expect(withFixedDimension(model, { ...FRAMES, input: 'no-such' })).toBe(model);
    const fixed = withFixedDimension(model, FRAMES);
    expect(withFixedDimension(fixed, { ...FRAMES, size: 64 })).toBe(fixed);
  });

  it('is not done on the CPU, which takes any length', async () => {
    const session = await createSession(path, 'cpu', 1, FRAMES);
    expect((await session.run(inputs(4), 'masks')).shape).toEqual([1, 2, 1025, 4]);
    await session.release();
  });
});

describe('the shipped model with a fixed length', () => {
  const root = join(import.meta.dirname, '../../../../models/harmonic-unet');

  it('computes the same masks within rounding', async () => {
    const manifest = requireSeparator(await readManifest(root));
    const trial = trialOf(manifest);
    if (trial.fixed === null) throw new Error('a mask model has pieces of one length');
    const file = await readFile(join(root, manifest.weights.file));
    const feeds = Object.fromEntries(
      Object.entries(trial.inputs).map(([name, value]) => [name, toTensor(value)]),
    );
    const masks: Float32Array[] = [];
    for (const content of [file, withFixedDimension(file, trial.fixed)]) {
      const session = await load(content);
      const { [trial.output]: output } = await session.run(feeds, [trial.output]);
      masks.push(output?.data as Float32Array);
      await session.release();
    }
    const [open, fixed] = masks as [Float32Array, Float32Array];
    expect(fixed.length).toBe(open.length);
    const largest = fixed.reduce((most, value, index) => Math.max(most, Math.abs(value - open[index]!)), 0);
    expect(largest).toBeLessThan(1e-5);
  });
});

it('the runtime’s own option for fixed dimensions still has no effect, or it would take the place of this', async () => {
  const session = await InferenceSession.create(path, {
    ...sessionOptions('cpu', 1),
    freeDimensionOverrides: { frames: 32 },
  });
  expect(shapes(session)).toMatchObject({ magnitude: [1, 1025, 'frames'] });
  await session.release();
});

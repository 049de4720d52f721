import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProbe } from '../../../../src-main/inference/probe.ts';
import { NO_ADAPTER, openSession, runtimeVersion } from '../../../../src-main/inference/session.ts';
import type { TensorData } from '../../../../src-main/inference/session.ts';
import { writeTinyModel } from './tiny-model.ts';

let dir: string;
let model: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'divisi-session-'));
  model = await writeTinyModel(dir);
});
afterAll(() => rm(dir, { recursive: true }));

const inputs = (bins = 1025): Record<string, TensorData> => ({
  magnitude: { dtype: 'float32', data: new Float32Array(bins * 4).fill(1), shape: [1, bins, 4] },
  counts: { dtype: 'float32', data: new Float32Array(11), shape: [1, 11] },
  slots: { dtype: 'int64', data: BigInt64Array.of(0n, 4n), shape: [2] },
});

describe('openSession', () => {
  it('runs the first provider that works and keeps why others did not', async () => {
    const session = await openSession(join(model, 'model.onnx'), {
      providers: ['no-such', 'cpu'],
      threads: 1,
    });
    expect(session.provider).toBe('cpu');
    expect(session.refused).toEqual([{ provider: 'no-such', reason: expect.any(String) as string }]);
    const masks = await session.run(inputs(), 'masks');
    expect(masks.shape).toEqual([1, 2, 1025, 4]);
    // Tilts of slots 0 and 4 are -1 and 3: softmax(-1, 3).
    expect(masks.data[0]).toBeCloseTo(1 / (1 + Math.exp(4)), 6);
    expect(masks.data[1025 * 4]).toBeCloseTo(1 / (1 + Math.exp(-4)), 6);
    await session.release();
  });

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'says that WebGPU has no GPU in a sentence (only Linux x64 brings it everywhere)',
    async () => {
      const session = await openSession(join(model, 'model.onnx'), {
        providers: ['webgpu', 'cpu'],
        threads: 1,
      });
      const reasons = session.refused.map(({ reason }) => reason);
      expect(reasons).toEqual(session.provider === 'webgpu' ? [] : [NO_ADAPTER]);
      await session.release();
    },
  );

  it('says why no provider loads a model', async () => {
    const path = join(dir, 'damaged.onnx');
    await writeFile(path, (await readFile(join(model, 'model.onnx'))).subarray(0, 100));
    await expect(openSession(path, { providers: ['cpu'], threads: 1 })).rejects.toThrow(
      expect.objectContaining({
        code: 'model/load-failed',
        message: expect.stringContaining('cpu: ') as string,
      }),
    );
  });

  it('reports inputs that the model refuses', async () => {
    const session = await openSession(join(model, 'model.onnx'), { providers: ['cpu'], threads: 1 });
    await expect(session.run(inputs(7), 'masks')).rejects.toThrow(
      expect.objectContaining({ code: 'model/invalid' }),
    );
    await session.release();
  });
});

describe('runProbe', () => {
  it('measures one silent segment', async () => {
    const context = {
      signal: new AbortController().signal,
      progress: () => undefined,
      event: () => undefined,
    };
    const result = await runProbe({ modelDir: model, providers: ['cpu'], threads: 1 }, context);
    expect(result).toMatchObject({ provider: 'cpu', refused: [], runtime: runtimeVersion() });
    expect(result.realTimeFactor).toBeGreaterThan(0);
    expect(result.runtime).toMatch(/^onnxruntime-node \d+\.\d+\.\d+$/);
  });
});

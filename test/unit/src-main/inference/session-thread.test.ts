import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '../../../../src-main/inference/session.ts';
import type { TensorData } from '../../../../src-main/inference/session.ts';
import { openThreadedSession } from '../../../../src-main/inference/session-thread.ts';
import { writeTinyModel } from './tiny-model.ts';

let dir: string;
let weights: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'divisi-session-thread-'));
  weights = join(await writeTinyModel(dir), 'model.onnx');
});
afterAll(() => rm(dir, { recursive: true }));

const OPTIONS = { providers: ['no-such', 'cpu'], threads: 1 };

const TRIAL = { inputs: {}, output: 'masks', fixed: null };

const inputs = (level: number, bins = 1025): Record<string, TensorData> => ({
  magnitude: { dtype: 'float32', data: new Float32Array(bins * 4).fill(level), shape: [1, bins, 4] },
  counts: { dtype: 'float32', data: new Float32Array(11), shape: [1, 11] },
  slots: { dtype: 'int64', data: BigInt64Array.of(0n, 4n), shape: [2] },
});

describe('openThreadedSession', () => {
  it('is the session itself, and blocks nothing', async () => {
    const direct = await openSession(weights, OPTIONS);
    const threaded = await openThreadedSession(weights, OPTIONS, TRIAL);
    expect(threaded.provider).toBe('cpu');
    expect(threaded.refused).toEqual(direct.refused);
    expect(threaded.inputNames).toEqual(direct.inputNames);
    expect(threaded.outputNames).toEqual(direct.outputNames);
    // Two runs wait at once and are answered in order.
    const answers = await Promise.all([1, 2].map((level) => threaded.run(inputs(level), 'masks')));
    for (const [index, answer] of answers.entries()) {
      expect(answer).toEqual(await direct.run(inputs(index + 1), 'masks'));
    }
    await direct.release();
    await threaded.release();
  });

  it('goes on after inputs that the model refuses', async () => {
    const session = await openThreadedSession(weights, OPTIONS, TRIAL);
    await expect(session.run(inputs(1, 7), 'masks')).rejects.toThrow(
      expect.objectContaining({ code: 'model/invalid' }),
    );
    expect((await session.run(inputs(1), 'masks')).shape).toEqual([1, 2, 1025, 4]);
    await session.release();
  });

  it('says why no provider loads a model', async () => {
    const path = join(dir, 'damaged.onnx');
    await writeFile(path, 'not a model');
    await expect(openThreadedSession(path, OPTIONS, TRIAL)).rejects.toThrow(
      expect.objectContaining({
        code: 'model/load-failed',
        message: expect.stringContaining('cpu: ') as string,
      }),
    );
  });

  it('fails a run after its release', async () => {
    const session = await openThreadedSession(weights, OPTIONS, TRIAL);
    await session.release();
    await expect(session.run(inputs(1), 'masks')).rejects.toThrow('ended');
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest, weightsPath } from '../../../../src-main/inference/model-folder.ts';
import { runProbe } from '../../../../src-main/inference/probe.ts';
import { requireSeparator } from '../../../../src-main/inference/separator-manifest.ts';
import { openSession } from '../../../../src-main/inference/session.ts';
import { createStreamModel } from '../../../../src-main/inference/stream-model.ts';
import { createWaveformCall, emptyState, isState } from '../../../../src-main/inference/waveform-call.ts';
import { maxDifference, noise } from '../../../support/signals.ts';
import { TINY_DELAY, writeTinyWaveform } from './tiny-waveform.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'divisi-stream-'));
});
afterAll(() => rm(root, { recursive: true }));

/** A violin, a viola, the rest. */
const question = { counts: [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], slots: [0, 2, 22] };

async function opened(dir: string) {
  const manifest = requireSeparator(await readManifest(dir));
  if (manifest.output !== 'waveform') throw new Error('not a model of waveforms');
  const session = await openSession(weightsPath(dir, manifest), { providers: ['cpu'], threads: 1 });
  return { manifest, session };
}

const joined = (blocks: readonly (readonly Float32Array[])[], slot: number): Float32Array =>
  Float32Array.from(blocks.flatMap((block) => [...block[slot]!]));

describe('a stream', () => {
  it('gives in blocks of any size what one long run gives, and goes on from a state', async () => {
    const { manifest, session } = await opened(await writeTinyWaveform(root, 'stream'));
    const call = createWaveformCall(session, manifest, question);
    const audio = noise(20_000, 3, 0.3);
    const whole = await createStreamModel(call, emptyState(manifest)).push(audio);
    let stream = createStreamModel(call, emptyState(manifest));
    const blocks: (readonly Float32Array[])[] = [];
    let at = 0;
    for (const size of [1, 62, 63, 5000, 7, 2205, 12_662]) {
      blocks.push(await stream.push(audio.slice(at, at + size)));
      at += size;
      expect(isState(manifest, stream.state())).toBe(true);
      stream = createStreamModel(
        call,
        stream.state().map((values) => values.slice()),
      );
    }
    expect(at).toBe(audio.length);
    for (const slot of [0, 1, 2])
      expect(maxDifference(joined(blocks, slot), whole[slot]!)).toBeLessThan(1e-5);
    // The two filters sum to the audio, so late as the manifest says.
    const sum = whole[0]!.map((value, n) => value + whole[1]![n]!);
    expect(maxDifference(sum.slice(TINY_DELAY), audio.slice(0, audio.length - TINY_DELAY))).toBeLessThan(
      1e-6,
    );
    await session.release();
  });
});

describe('what a manifest promises and the model does not keep', () => {
  const tail = { name: 'tail', shape: [1, 62], dtype: 'float32' };
  it.each([
    ['a state of another shape', { state: [{ ...tail, shape: [1, 61] }] }, 'refused its input'],
    ['a state that is not there', { state: [tail, { ...tail, name: 'head' }] }, 'no input "head"'],
    [
      'stems that are not there',
      { outputs: [{ name: 'parts', role: 'stems', shape: [1, -1, -1], dtype: 'float32' }] },
      'no output "parts"',
    ],
    [
      'an input that is not there',
      {
        inputs: [
          { name: 'sound', role: 'audio', shape: [1, -1], dtype: 'float32' },
          { name: 'counts', role: 'counts', shape: [1, 11], dtype: 'float32' },
          { name: 'slots', role: 'slots', shape: [-1], dtype: 'int64' },
        ],
      },
      'no input "sound"',
    ],
    [
      'a state kept from it',
      { state: [], delay_samples: 0, segment_samples: 32_768 },
      'wants an input "tail"',
    ],
  ])('fails on its first load: %s', async (_, manifest, message) => {
    const modelDir = await writeTinyWaveform(root, 'stream', { id: 'wrong', manifest });
    await expect(
      runProbe(
        { modelDir, providers: ['cpu'], threads: 1 },
        { signal: new AbortController().signal, progress: () => undefined, event: () => undefined },
      ),
    ).rejects.toThrow(
      expect.objectContaining({
        code: 'model/invalid',
        message: expect.stringContaining(message) as string,
      }),
    );
  });

  it.each(['stream', 'piece'] as const)('fails on values that are no numbers: %s', async (kind) => {
    const { manifest, session } = await opened(
      await writeTinyWaveform(root, kind, { id: 'nan', broken: true }),
    );
    const call = createWaveformCall(session, manifest, question);
    await expect(call(noise(100, 1), emptyState(manifest))).rejects.toThrow(
      expect.objectContaining({
        code: 'model/invalid',
        message: expect.stringContaining('no numbers') as string,
      }),
    );
    await session.release();
  });

  it('answers with stems as long as the audio, or fails', async () => {
    const { manifest } = await opened(await writeTinyWaveform(root, 'piece'));
    const session = {
      inputNames: ['audio', 'counts', 'slots'],
      outputNames: ['stems'],
      runFor: () => Promise.resolve([{ data: new Float32Array(30), shape: [1, 3, 10] }]),
    };
    const call = createWaveformCall(session, manifest, question);
    expect((await call(new Float32Array(10), [])).estimates).toHaveLength(3);
    await expect(call(new Float32Array(11), [])).rejects.toThrow('1x3x10 where 1x3x11');
  });
});

describe('runProbe', () => {
  it.each(['piece', 'stream'] as const)('runs one silent segment of a waveform model: %s', async (kind) => {
    const modelDir = await writeTinyWaveform(root, kind);
    const result = await runProbe(
      { modelDir, providers: ['cpu'], threads: 1 },
      { signal: new AbortController().signal, progress: () => undefined, event: () => undefined },
    );
    expect(result.provider).toBe('cpu');
    expect(result.realTimeFactor).toBeGreaterThan(0);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import { readManifest } from '../../../../src-main/inference/model-folder.ts';
import { requireSeparator } from '../../../../src-main/inference/separator-manifest.ts';
import { openSession } from '../../../../src-main/inference/session.ts';
import type { FloatTensor, Session } from '../../../../src-main/inference/session.ts';
import { trialOf } from '../../../../src-main/inference/trial.ts';
import type { Trial } from '../../../../src-main/inference/trial.ts';
import { openTrustedSession } from '../../../../src-main/inference/trusted-session.ts';
import { writeTinyModel } from './tiny-model.ts';

let dir: string;
let weights: string;
let trial: Trial;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'divisi-trusted-'));
  const model = await writeTinyModel(dir);
  weights = join(model, 'model.onnx');
  trial = trialOf(requireSeparator(await readManifest(model)));
});
afterAll(() => rm(dir, { recursive: true }));

interface Behaviour {
  /** Added to every output. */
  readonly error?: number;
  readonly delayMs?: number;
  /** Runs after which the device is lost. */
  readonly runs?: number;
}

/** The real CPU session, which calls itself `fake` and behaves as asked where the first provider is that. */
function opening(behaviour: Behaviour): { open: typeof openSession; released: string[] } {
  const released: string[] = [];
  const open: typeof openSession = async (path, options, accept) => {
    const cpu = await openSession(path, { ...options, providers: ['cpu'] });
    if (options.providers[0] !== 'fake') {
      return { ...methodsOf(cpu), release: () => (released.push('cpu'), cpu.release()) };
    }
    let left = behaviour.runs ?? Infinity;
    const fake: Session = {
      ...methodsOf(cpu),
      provider: 'fake',
      async runFor(inputs, outputs) {
        if (left <= 0) throw new Failure('model/invalid', 'The model refused its input: device lost');
        left -= 1;
        await new Promise((resolve) => setTimeout(resolve, behaviour.delayMs ?? 0));
        const results = await cpu.runFor(inputs, outputs);
        return results.map(({ data, shape }): FloatTensor => ({
          data: data.map((v) => v + (behaviour.error ?? 0)),
          shape,
        }));
      },
      async run(inputs, output) {
        const [tensor] = await fake.runFor(inputs, [output]);
        return tensor!;
      },
      release: () => (released.push('fake'), cpu.release()),
    };
    const reason = (await accept?.(fake)) ?? null;
    if (reason === null) return fake;
    await fake.release();
    return { ...methodsOf(cpu), refused: [{ provider: 'fake', reason }] };
  };
  return { open, released };
}

const methodsOf = (session: Session): Session => ({
  provider: session.provider,
  refused: session.refused,
  fellBack: session.fellBack,
  inputNames: session.inputNames,
  outputNames: session.outputNames,
  run: (inputs, output) => session.run(inputs, output),
  runFor: (inputs, outputs) => session.runFor(inputs, outputs),
  release: () => session.release(),
});

const OPTIONS = { providers: ['fake', 'cpu'], threads: 1 };

describe('openTrustedSession', () => {
  it('refuses a provider whose output differs from the CPU’s', async () => {
    const { open } = opening({ error: 0.002 });
    const session = await openTrustedSession(weights, OPTIONS, trial, open);
    expect(session.provider).toBe('cpu');
    expect(session.refused).toEqual([
      { provider: 'fake', reason: "its output differs from the CPU's by up to 0.0020" },
    ]);
  });

  it('refuses one whose output is no number, and one that is slower', async () => {
    const broken = await openTrustedSession(weights, OPTIONS, trial, opening({ error: NaN }).open);
    expect(broken.refused[0]?.reason).toMatch(/differs from the CPU's by up to NaN/);
    const slow = await openTrustedSession(weights, OPTIONS, trial, opening({ delayMs: 500 }).open);
    expect(slow.refused[0]?.reason).toMatch(/^it takes [\d.]+ times as long as the CPU$/);
  });

  it('does not judge a provider that was asked for by name', async () => {
    const { open } = opening({ error: 0.5 });
    const session = await openTrustedSession(weights, { ...OPTIONS, providers: ['fake'] }, trial, open);
    expect(session.provider).toBe('fake');
  });

  it('lets the CPU take over from the call in which the device is lost', async () => {
    const direct = await openSession(weights, { providers: ['cpu'], threads: 1 });
    const expected = await direct.run(trial.inputs, trial.output);
    const { open, released } = opening({ runs: 3 });
    const patient: typeof openSession = (path, options) => open(path, options);
    const session = await openTrustedSession(weights, OPTIONS, trial, patient);
    expect(session.provider).toBe('fake');
    for (let run = 0; run < 5; run += 1) {
      expect(await session.run(trial.inputs, trial.output)).toEqual(expected);
      expect(session.fellBack === null).toBe(run < 3);
    }
    expect(session.fellBack).toMatch(/device lost/);
    expect(released).toEqual(['fake']);
    await session.release();
  });

  it('blames the input where the CPU refuses it too', async () => {
    const patient: typeof openSession = (path, options) => opening({ runs: 0 }).open(path, options);
    const session = await openTrustedSession(weights, OPTIONS, trial, patient);
    const wrong = { dtype: 'float32', data: new Float32Array(7 * 4), shape: [1, 7, 4] } as const;
    await expect(session.run({ ...trial.inputs, magnitude: wrong }, trial.output)).rejects.toThrow(
      expect.objectContaining({ code: 'model/invalid' }),
    );
    expect(session.fellBack).toBeNull();
  });
});

it('the shipped models have a trial that their graphs run', async () => {
  const root = join(import.meta.dirname, '../../../../models');
  for (const name of ['conv-tasnet-causal', 'harmonic-unet']) {
    const manifest = requireSeparator(await readManifest(join(root, name)));
    const { inputs, output } = trialOf(manifest);
    const session = await openSession(join(root, name, manifest.weights.file), {
      providers: ['cpu'],
      threads: 1,
    });
    const { data } = await session.run(inputs, output);
    expect(data.length).toBeGreaterThan(0);
    expect(data.every((value) => Number.isFinite(value))).toBe(true);
    await session.release();
  }
});

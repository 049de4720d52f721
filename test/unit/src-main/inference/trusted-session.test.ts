import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import { requireEmbedder } from '../../../../src-main/inference/manifest.ts';
import { readManifest } from '../../../../src-main/inference/model-folder.ts';
import { requireSeparator } from '../../../../src-main/inference/separator-manifest.ts';
import { createSession, openSession } from '../../../../src-main/inference/session.ts';
import type { FloatTensor, Session } from '../../../../src-main/inference/session.ts';
import { listenerTrialOf, trialOf } from '../../../../src-main/inference/trial.ts';
import type { Trial } from '../../../../src-main/inference/trial.ts';
import { openTrustedSession } from '../../../../src-main/inference/trusted-session.ts';
import { keepVerdict, knownVerdict, verdictKey } from '../../../../src-main/inference/verdicts.ts';
import { eventually } from '../../../support/until.ts';
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

/** The real CPU session, which behaves as asked where the provider is `fake`. */
function creating(behaviour: Behaviour) {
  const released: string[] = [];
  const opened: string[] = [];
  const fixedIn: unknown[] = [];
  const create: typeof createSession = async (path, provider, threads, fixed) => {
    opened.push(provider);
    if (provider === 'fake') fixedIn.push(fixed);
    const cpu = await createSession(path, 'cpu', threads);
    if (provider !== 'fake') {
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
    return fake;
  };
  return { create, released, opened, fixedIn };
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

/** A file of verdicts in which the fake provider is trusted, so that no trial uses up its runs. */
async function trustedFile(): Promise<string> {
  const file = join(await mkdtemp(join(dir, 'verdicts-')), 'providers.json');
  const key = await verdictKey(weights, 'fake', 1, trial.fixed);
  await keepVerdict(file, key, { problem: null, measured: new Date().toISOString() });
  return file;
}

describe('openTrustedSession', () => {
  it('refuses a provider whose output differs from the CPU’s', async () => {
    const { create } = creating({ error: 0.002 });
    const session = await openTrustedSession(weights, OPTIONS, trial, create);
    expect(session.provider).toBe('cpu');
    expect(session.refused).toEqual([
      { provider: 'fake', reason: "its output differs from the CPU's by up to 0.0020" },
    ]);
  });

  it('refuses one whose output is no number, and one that is slower', async () => {
    const broken = await openTrustedSession(weights, OPTIONS, trial, creating({ error: NaN }).create);
    expect(broken.refused[0]?.reason).toMatch(/differs from the CPU's by up to NaN/);
    const slow = await openTrustedSession(weights, OPTIONS, trial, creating({ delayMs: 500 }).create);
    expect(slow.refused[0]?.reason).toMatch(/^it takes [\d.]+ times as long as the CPU$/);
  });

  it('lets a provider know the length of its pieces, on trial and later', async () => {
    const { create, fixedIn } = creating({ error: 0.1 });
    await openTrustedSession(weights, OPTIONS, trial, create);
    await openTrustedSession(weights, { ...OPTIONS, verdicts: await trustedFile() }, trial, create);
    const fixed = { input: 'magnitude', axis: 2, size: 32 };
    expect(fixedIn).toEqual([fixed, fixed]);
  });

  it('does not judge a provider that was asked for by name', async () => {
    const { create } = creating({ error: 0.5 });
    const session = await openTrustedSession(weights, { ...OPTIONS, providers: ['fake'] }, trial, create);
    expect(session.provider).toBe('fake');
  });

  it('lets the CPU take over from the call in which the device is lost', async () => {
    const direct = await openSession(weights, { providers: ['cpu'], threads: 1 });
    const expected = await direct.run(trial.inputs, trial.output);
    const verdicts = await trustedFile();
    const { create, released } = creating({ runs: 3 });
    const session = await openTrustedSession(weights, { ...OPTIONS, verdicts }, trial, create);
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
    const verdicts = await trustedFile();
    const { create } = creating({ runs: 0 });
    const session = await openTrustedSession(weights, { ...OPTIONS, verdicts }, trial, create);
    const wrong = { dtype: 'float32', data: new Float32Array(7 * 4), shape: [1, 7, 4] } as const;
    await expect(session.run({ ...trial.inputs, magnitude: wrong }, trial.output)).rejects.toThrow(
      expect.objectContaining({ code: 'model/invalid' }),
    );
    expect(session.fellBack).toBeNull();
  });
});

describe('verdicts on providers', () => {
  const newFile = async (): Promise<string> => join(await mkdtemp(join(dir, 'verdicts-')), 'made', 'p.json');

  it('a refusal is measured once, then known, and measured again a day later', async () => {
    const verdicts = await newFile();
    const { create, opened } = creating({ error: 0.1 });
    const first = await openTrustedSession(weights, { ...OPTIONS, verdicts }, trial, create);
    expect(first.refused[0]?.reason).toMatch(/differs from the CPU's by up to 0.10$/);
    expect(opened).toEqual(['fake', 'cpu', 'cpu']);
    const second = await openTrustedSession(weights, { ...OPTIONS, verdicts }, trial, create);
    expect(second.provider).toBe('cpu');
    expect(second.refused[0]?.reason).toMatch(/by up to 0.10 \(measured on \d{4}-\d\d-\d\d\)$/);
    expect(opened).toEqual(['fake', 'cpu', 'cpu', 'cpu']);
    const key = await verdictKey(weights, 'fake', 1, trial.fixed);
    expect(await knownVerdict(verdicts, key, new Date())).not.toBeNull();
    expect(await knownVerdict(verdicts, key, new Date(Date.now() + 25 * 3600e3))).toBeNull();
    expect(
      await knownVerdict(verdicts, await verdictKey(weights, 'fake', 2, trial.fixed), new Date()),
    ).toBeNull();
  });

  it('a trusted provider is opened without a trial', async () => {
    const { create, opened } = creating({});
    const session = await openTrustedSession(
      weights,
      { ...OPTIONS, verdicts: await trustedFile() },
      trial,
      create,
    );
    expect(session.provider).toBe('fake');
    expect(opened).toEqual(['fake']);
    await session.release();
  });

  it('a provider that ended the process is not tried again that day', async () => {
    const verdicts = await newFile();
    /** Never comes back, as where the process died. */
    const dying: typeof createSession = (_path, provider) =>
      provider === 'fake' ? new Promise(() => undefined) : Promise.reject(new Error('not reached'));
    void openTrustedSession(weights, { ...OPTIONS, verdicts }, trial, dying);
    await eventually(async () => expect(await readFile(verdicts, 'utf8')).toContain('ended the process'));
    const next = await openTrustedSession(weights, { ...OPTIONS, verdicts }, trial, creating({}).create);
    expect(next.provider).toBe('cpu');
    expect(next.refused[0]?.reason).toContain('it ended the process that tried it');
  });

  it('a damaged file is measured over', async () => {
    const verdicts = join(dir, 'damaged.json');
    await writeFile(verdicts, '{"half": ');
    const { create } = creating({ error: 0.1 });
    const session = await openTrustedSession(weights, { ...OPTIONS, verdicts }, trial, create);
    expect(session.provider).toBe('cpu');
    expect(JSON.parse(await readFile(verdicts, 'utf8'))).toMatchObject({
      [await verdictKey(weights, 'fake', 1, trial.fixed)]: {
        problem: expect.stringContaining('differs') as string,
      },
    });
  });
});

it('the shipped models have a trial that their graphs run', async () => {
  const root = join(import.meta.dirname, '../../../../models');
  for (const name of ['conv-tasnet-causal', 'harmonic-unet', 'ears']) {
    const manifest = await readManifest(join(root, name));
    const { inputs, output } =
      manifest.task === 'embedding'
        ? listenerTrialOf(requireEmbedder(manifest))
        : trialOf(requireSeparator(manifest));
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

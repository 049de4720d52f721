import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PythonSearch } from '../../src-main/adaptation/python.ts';
import { isFailure } from '../../src-shared/contract/failure.ts';
import { clipIdOf, type AdaptationId, type RecordingId } from '../../src-shared/project/ids.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { CAN_FAKE_PYTHON, writeFakePython } from '../support/fake-python.ts';
import { tempDir } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { writeTinyModel } from '../unit/src-main/inference/tiny-model.ts';
import { ended, media, pcm, startHost, type Client } from './host-harness.ts';
import { eventually } from '../support/until.ts';

/** A model folder whose one model can be adapted. */
async function models(): Promise<string> {
  const folder = tempDir();
  await writeTinyModel(folder, { manifest: { training: { recipe: 'models/training/recipes/tiny' } } });
  await writeTinyModel(folder, { id: 'other' });
  const recipe = join(folder, 'training', 'recipes', 'tiny');
  mkdirSync(recipe, { recursive: true });
  for (const file of ['adaptable.py', 'checkpoint.weights.npz']) writeFileSync(join(recipe, file), '');
  return folder;
}

async function setUp(pythons?: PythonSearch) {
  const folder = tempDir();
  const search = {
    candidates: [writeFakePython(folder)],
    ownFolder: '/own',
    ...{ cwd: folder, ownIsDistrusted: false, platform: 'linux' as const },
  };
  const library = join(folder, 'library');
  const started = await startHost(library, { modelsDir: await models(), pythons: pythons ?? search });
  const recordings: RecordingId[] = [];
  for (const seconds of [1, 1.5]) {
    const path = writeWav(join(folder, `${seconds}.wav`), { seconds });
    const { grantId } = started.host.grants.grantPath(path, { kind: 'file', access: 'read' });
    const { jobIds, recordingIds } = await started.client.library.import({ grantId, mode: 'copy' });
    const [jobId] = jobIds;
    if (jobId === undefined) throw new Error('nothing was imported');
    expect(await ended(started.client, jobId)).toMatchObject({ state: 'done' });
    recordings.push(...recordingIds);
  }
  const [duo, solo] = recordings;
  if (duo === undefined || solo === undefined) throw new Error('nothing was imported');
  await started.client.library.setPlayers({
    recordingId: duo,
    players: ensembleOf(['violin', 'cello', 'piano']),
  });
  const order = (name: string) => ({
    ...{ name, from: 'tiny', minutes: 5, recordings: [duo], pretraining: 'unmixing' as const },
    solos: [{ itemId: solo, instrument: 'viola' as const }],
  });
  return { ...started, library, solo, order };
}

const stateOf = async (client: Client, id: AdaptationId) =>
  (await client.adaptations.list()).find((adaptation) => adaptation.id === id);

const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'nothing failed',
    (error: unknown) =>
      (error as { data?: { code?: string } }).data?.code ?? (isFailure(error) ? error.code : error),
  );

describe.skipIf(!CAN_FAKE_PYTHON)('adapting a model', () => {
  it('learns from what was chosen, waits for a decision, and leaves a model of the user’s own', async () => {
    const { client, host, library, order, events } = await setUp();
    const check = await client.adaptations.check();
    expect(check.python.problem).toBeNull();
    expect(check.models.map(({ id }) => id)).toEqual(['tiny']);

    const { adaptationId, jobId } = await client.adaptations.start(order('My quartet'));
    expect(await ended(client, jobId)).toMatchObject({ state: 'done', kind: 'adapt', title: 'My quartet' });
    expect(await stateOf(client, adaptationId)).toMatchObject({
      ...{ state: 'ready', modelId: 'my-quartet', from: { id: 'tiny', version: '1.0.0' } },
      ...{ recordings: 1, solos: 1, result: { share: 0.5, steps: 12 } },
    });
    expect((await client.models.list()).map(({ id }) => id)).not.toContain('my-quartet');
    expect(events.some(({ type }) => type === 'adaptations')).toBe(true);

    const clip = clipIdOf(adaptationId, 0);
    expect((await pcm(host, clip)).length).toBe(11_025);
    expect((await media(host, clipIdOf(adaptationId, 1), 'pcm')).status).toBe(404);

    expect(await client.adaptations.keep({ adaptationId })).toMatchObject({
      id: 'my-quartet',
      origin: 'added',
    });
    expect(await stateOf(client, adaptationId)).toMatchObject({ state: 'kept' });
    expect((await client.models.list()).find(({ id }) => id === 'my-quartet')).toMatchObject({
      problem: null,
    });
    expect(await codeOf(client.adaptations.keep({ adaptationId }))).toBe('call/invalid');

    await client.adaptations.remove({ adaptationId });
    expect(await client.adaptations.list()).toEqual([]);
    expect(readdirSync(join(library, 'adaptations'))).toEqual([]);
    expect((await client.models.list()).map(({ id }) => id)).toContain('my-quartet');
    expect((await media(host, clip, 'pcm')).status).toBe(404);
  });

  it('can be adapted again, from what it learnt', async () => {
    const { client, library, order } = await setUp();
    const adapted = async (name: string, from: string) => {
      const { adaptationId, jobId } = await client.adaptations.start({
        ...{ ...order(name), from, pretraining: 'masked-prediction' },
      });
      return { adaptationId, job: await ended(client, jobId) };
    };
    const first = await adapted('First', 'tiny');
    await client.adaptations.keep({ adaptationId: first.adaptationId });
    expect((await client.adaptations.check()).models.map(({ id }) => id)).toEqual(['tiny', 'first']);

    const second = await adapted('Second', 'first');
    expect(second.job).toMatchObject({ state: 'done' });
    expect(await stateOf(client, second.adaptationId)).toMatchObject({
      ...{ state: 'ready', from: { id: 'first' }, pretraining: 'masked-prediction' },
    });
    const weights = join(library, 'adaptations', second.adaptationId, 'model', 'checkpoint.weights.npz');
    expect(readFileSync(weights, 'utf8')).toBe('first by masked-prediction, second by masked-prediction');

    // Somebody changed them, at the same length.
    const own = join(library, 'models', 'first', 'checkpoint.weights.npz');
    writeFileSync(own, readFileSync(own, 'utf8').replace('first', 'FIRST'));
    expect((await adapted('Third', 'first')).job).toMatchObject({
      state: 'failed',
      failure: { code: 'model/hash-mismatch' },
    });
  });

  it('can be stopped, and goes on from what it learnt, also where its job was dismissed', async () => {
    const { client, library, order } = await setUp();
    const { adaptationId, jobId } = await client.adaptations.start(order('Stops'));
    const checkpoint = join(library, 'adaptations', adaptationId, 'work', 'work', 'checkpoint');
    await eventually(async () => {
      const job = (await client.jobs.list()).find(({ id }) => id === jobId);
      expect(job?.phase).toBe('learning from your solos: step 7');
      expect(job?.secondsLeft).toBeGreaterThan(60);
    });
    expect(await client.jobs.cancel({ jobId })).toMatchObject({ state: 'cancelled' });
    expect(await stateOf(client, adaptationId)).toMatchObject({ state: 'cancelled', result: null });
    expect(existsSync(checkpoint)).toBe(true);

    await client.jobs.dismiss({ jobId });
    const again = await client.adaptations.resume({ adaptationId });
    expect(again.jobId).not.toBe(jobId);
    expect(await ended(client, again.jobId)).toMatchObject({ state: 'done' });
    expect(await stateOf(client, adaptationId)).toMatchObject({ state: 'ready', jobId: again.jobId });
    // What it worked with is gone; the model and the clips wait.
    expect(readdirSync(join(library, 'adaptations', adaptationId)).sort()).toEqual(['clips', 'model']);
  });

  it('tells why it could not, and can be tried again', async () => {
    const { client, order } = await setUp();
    const { adaptationId, jobId } = await client.adaptations.start(order('Refused'));
    expect(await ended(client, jobId)).toMatchObject({
      state: 'failed',
      failure: { code: 'adapt/material', message: 'There is too little to learn from.' },
    });
    expect(await stateOf(client, adaptationId)).toMatchObject({ state: 'failed' });
    expect(await client.adaptations.resume({ adaptationId })).toEqual({ jobId });
    expect(await ended(client, jobId)).toMatchObject({ state: 'failed' });
    await client.adaptations.remove({ adaptationId });
    expect((await client.jobs.list()).filter(({ kind }) => kind === 'adapt')).toEqual([]);
  });

  it('never takes a name that is taken, and refuses what it can’t learn from', async () => {
    const { client, solo, order } = await setUp();
    const first = await client.adaptations.start(order('Tiny'));
    await ended(client, first.jobId);
    expect(await stateOf(client, first.adaptationId)).toMatchObject({ modelId: 'tiny-2' });
    const wrong = (change: object) => codeOf(client.adaptations.start({ ...order('X'), ...change }));
    expect(await wrong({ from: 'other' })).toBe('model/unsupported');
    expect(await wrong({ recordings: [], solos: [] })).toBe('adapt/material');
    expect(await wrong({ recordings: [solo] })).toBe('players/none');
    expect(await wrong({ minutes: 0 })).toBe('call/invalid');
    await client.library.remove({ recordingId: solo });
    expect(await wrong({})).toBe('library/not-found');
  });

  it('without Python says what to install', async () => {
    const { client, order } = await setUp({
      candidates: ['/nowhere/python3'],
      ownFolder: '/own',
      platform: 'linux',
      ...{ cwd: tempDir(), ownIsDistrusted: false },
    });
    const { python } = await client.adaptations.check();
    expect(python).toMatchObject({ path: null, problem: { code: 'python/missing' } });
    expect(python.commands.at(-1)).toBe('/own/bin/python3 -m pip install torch numpy onnx');
    expect(await codeOf(client.adaptations.start(order('X')))).toBe('python/missing');
    expect(await client.adaptations.list()).toEqual([]);
  });
});

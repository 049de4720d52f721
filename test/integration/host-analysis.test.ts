import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPcmWriter } from '../../src-main/audio/write/writer.ts';
import { ensembleOf, INSTRUMENTS } from '../../src-shared/project/players.ts';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import { tempDir } from '../support/temp.ts';
import { hzOf, writeTinyEmbedder } from '../unit/src-main/inference/tiny-embedder.ts';
import { writeTinyModel } from '../unit/src-main/inference/tiny-model.ts';
import { ended, startHost, type Client } from './host-harness.ts';
import { eventually } from '../support/until.ts';

const RATE = 44_100;
const SECONDS = 9;

/** Nine seconds of what the tiny listener takes for a viola. */
async function writeViola(path: string, level = 0.1): Promise<string> {
  const step = (2 * Math.PI * hzOf('viola')) / RATE;
  const samples = Float32Array.from({ length: SECONDS * RATE }, (_, n) => level * Math.sin(step * n));
  const writer = await createPcmWriter(path, { sampleRate: RATE, channels: 1, sampleFormat: 's16' });
  await writer.write([samples]);
  await writer.finish();
  return path;
}

/** A library's folder, models (a separator and a listener, tiny both) and a recording. */
async function makePlace() {
  const dir = tempDir();
  const modelsDir = join(dir, 'models');
  await mkdir(modelsDir);
  await writeTinyModel(modelsDir);
  const path = await writeViola(join(dir, 'viola.wav'));
  return { library: join(dir, 'library'), modelsDir, path };
}

async function importFile({ host, client }: Awaited<ReturnType<typeof startHost>>, path: string) {
  const { grantId } = host.grants.grantPath(path, { kind: 'file', access: 'read' });
  const { jobIds, recordingIds } = await client.library.import({ grantId, mode: 'reference' });
  const [jobId] = jobIds;
  const [recordingId] = recordingIds;
  if (jobId === undefined || recordingId === undefined) throw new Error('nothing was imported');
  expect((await ended(client, jobId)).state).toBe('done');
  return recordingId;
}

const heardIn = async (client: Client, recordingId: RecordingId) =>
  (await client.library.get({ recordingId })).recording.heard;

const listened = (client: Client) =>
  eventually(async () => {
    const jobs = (await client.jobs.list()).filter(({ kind }) => kind === 'analyse');
    expect(jobs.length).toBeGreaterThan(0);
    expect(jobs.map(({ state, failure }) => ({ state, failure }))).toEqual(
      jobs.map(() => ({ state: 'done', failure: null })),
    );
    return jobs;
  });

describe('listening by itself', () => {
  it('tells who plays on what was imported, and whether stems are what they were separated as', async () => {
    const { library, modelsDir, path } = await makePlace();
    await writeTinyEmbedder(modelsDir, { decides: true });
    const started = await startHost(library, { modelsDir });
    const { client, events } = started;
    await client.system.saveSettings({ analyseAutomatically: true });
    const recordingId = await importFile(started, path);
    const [job] = await listened(client);
    expect(job).toMatchObject({ recordingId, separationId: null, title: 'viola' });
    const heard = await heardIn(client, recordingId);
    expect(heard).toMatchObject({ modelId: 'tiny-ears', modelVersion: '1.0.0', silent: false });
    expect(heard?.instruments.map(({ instrument }) => instrument).sort()).toEqual([...INSTRUMENTS].sort());
    expect(heard?.instruments[0]).toMatchObject({ instrument: 'viola' });
    expect(heard?.instruments[0]?.probability).toBeGreaterThan(0.98);
    expect(heard?.proposal).toEqual(ensembleOf(['viola']));
    expect(events.some((event) => event.type === 'recording' && event.recording.heard !== null)).toBe(true);
    const timeline = await client.analysis.timeline({ audioId: recordingId });
    expect(timeline).toMatchObject({ slots: 7, sounding: Array.from({ length: 7 }, () => true) });
    expect(timeline?.rows.find(({ instrument }) => instrument === 'viola')?.probabilities[3]).toBeGreaterThan(
      0.98,
    );

    const { jobId } = await client.separation.start({
      recordingId,
      players: ensembleOf(['viola', 'violin']),
      to: 4 * RATE,
    });
    expect((await ended(client, jobId)).state).toBe('done');
    const jobs = await listened(client);
    expect(jobs.map(({ separationId }) => separationId !== null)).toEqual([false, true]);
    const [separation] = (await client.library.get({ recordingId })).separations;
    const stems = new Map(separation?.stems.map((stem) => [stem.name, stem]));
    expect(stems.get('viola')?.heard).toMatchObject({ instrument: 'viola', verdict: 'agrees' });
    expect(stems.get('violin')?.heard).toMatchObject({ instrument: 'viola', verdict: 'differs' });
    expect(stems.get('violin')?.heard?.expected).toBeLessThan(0.2);
    expect(stems.get('rest')?.heard).toBeNull();
    const viola = stems.get('viola')?.id;
    if (viola === undefined) throw new Error('no viola');
    expect(await client.analysis.timeline({ audioId: viola })).toMatchObject({ slots: 3 });

    await client.library.remove({ recordingId });
    expect(await client.analysis.timeline({ audioId: recordingId })).toBeNull();
    expect(await client.analysis.timeline({ audioId: viola })).toBeNull();
  });

  it('stays away where it is turned off, until it is asked for or turned on', async () => {
    const { library, modelsDir, path } = await makePlace();
    await writeTinyEmbedder(modelsDir);
    const started = await startHost(library, { modelsDir });
    const { client } = started;
    const first = await importFile(started, path);
    const second = await importFile(started, await writeViola(join(modelsDir, '..', 'softer.wav'), 0.05));
    expect((await client.jobs.list()).filter(({ kind }) => kind === 'analyse')).toEqual([]);

    const { jobId } = await client.analysis.start({ recordingId: first });
    expect(await client.analysis.start({ recordingId: first })).toEqual({ jobId });
    expect((await ended(client, jobId)).state).toBe('done');
    expect(await heardIn(client, first)).not.toBeNull();
    expect(await heardIn(client, second)).toBeNull();

    await client.system.saveSettings({ analyseAutomatically: true });
    expect((await listened(client)).map(({ title }) => title)).toEqual(['viola', 'Library']);
    expect(await heardIn(client, second)).not.toBeNull();
  });

  it('says what is missing where there is no model, and does without', async () => {
    const { library, modelsDir, path } = await makePlace();
    const started = await startHost(library, { modelsDir });
    const { client } = started;
    await client.system.saveSettings({ analyseAutomatically: true });
    const recordingId = await importFile(started, path);
    expect((await client.jobs.list()).map(({ kind, state }) => [kind, state])).toEqual([['import', 'done']]);
    await expect(client.analysis.start({ recordingId })).rejects.toMatchObject({
      code: 'model/unknown',
      message: expect.stringContaining('hears who is playing') as string,
    });
    const damaged = await writeTinyEmbedder(modelsDir);
    rmSync(join(damaged, 'model.onnx'));
    await expect(client.analysis.start({ recordingId })).rejects.toMatchObject({ code: 'model/invalid' });
    expect(await client.analysis.timeline({ audioId: recordingId })).toBeNull();
  });

  it('catches up after the start with what a new model has not heard, though a source is away', async () => {
    const { library, modelsDir, path } = await makePlace();
    await writeTinyEmbedder(modelsDir);
    const before = await startHost(library, { modelsDir });
    await before.client.system.saveSettings({ analyseAutomatically: true });
    const kept = await importFile(before, path);
    const away = await importFile(before, await writeViola(join(modelsDir, '..', 'away.wav'), 0.05));
    await listened(before.client);
    await before.host.close();

    rmSync(join(modelsDir, '..', 'away.wav'));
    await writeTinyEmbedder(modelsDir, { tilt: 2, version: '2.0.0' });
    const { client } = await startHost(library, { modelsDir });
    const jobs = await listened(client);
    expect(jobs.at(-1)).toMatchObject({ title: 'Library', recordingId: null });
    expect(await heardIn(client, kept)).toMatchObject({ modelVersion: '2.0.0' });
    // What the old model heard stays until it can be heard again.
    expect(await heardIn(client, away)).toMatchObject({ modelVersion: '1.0.0' });
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NO_PARTS } from '../../src-shared/contract/export.ts';
import type { RecordingId, SeparationId, StemId } from '../../src-shared/project/ids.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { writeTinyModel } from '../unit/src-main/inference/tiny-model.ts';
import { tempDir } from '../support/temp.ts';
import { eventually } from '../support/until.ts';
import { writeWav } from '../support/wav.ts';
import { ended, media, pcm, startHost, type Client } from './host-harness.ts';

const RATE = 44_100;
const FRAMES = Math.round(1.7 * RATE);
const players = ensembleOf(['violin', 'cello']);

async function started(format: 's16' | 'f32' = 's16') {
  const dir = tempDir();
  await writeTinyModel(join(dir, 'models'));
  const { host, client } = await startHost(join(dir, 'library'), { modelsDir: join(dir, 'models') });
  const wav = writeWav(join(dir, 'duo.wav'), { seconds: 1.7, format });
  const { grantId } = host.grants.grantPath(wav, { kind: 'file', access: 'read' });
  const { jobIds, recordingIds } = await client.library.import({ grantId, mode: 'copy' });
  const [[jobId], [recordingId]] = [jobIds, recordingIds];
  if (jobId === undefined || recordingId === undefined) throw new Error('nothing was imported');
  expect((await ended(client, jobId)).failure).toBeNull();
  return { dir, host, client, recordingId };
}

async function stemsOf(client: Client, recordingId: RecordingId, separationId: SeparationId) {
  const { separations } = await client.library.get({ recordingId });
  const separation = separations.find(({ id }) => id === separationId);
  if (separation?.state !== 'ready') throw new Error('the separation is not ready');
  return separation;
}

/** Sorted names of audio files in a folder of stems. */
const audioIn = (dir: string): string[] =>
  readdirSync(dir)
    .filter((name) => /\.(wav|flac)/.test(name))
    .sort();

it('stems are stored as FLAC, played, edited, exported, and put back, always the same', async () => {
  const { dir, host, client, recordingId } = await started();
  const { separationId, jobId } = await client.separation.start({ recordingId, players });
  expect((await ended(client, jobId)).failure).toBeNull();
  const { stems } = await stemsOf(client, recordingId, separationId);
  const [first, second] = stems;
  if (first === undefined || second === undefined) throw new Error('no stems');
  const recording = await pcm(host, recordingId);
  const all = () => Promise.all(stems.map(({ id }) => pcm(host, id)));
  const before = await all();
  const folder = join(dir, 'library', 'stems', separationId);
  expect(audioIn(folder)).toEqual(['cello.wav', 'rest.wav', 'violin.wav']);

  const storing = await client.separation.storeStems({ separationId, format: 'flac' });
  expect(await ended(client, storing.jobId)).toMatchObject({ state: 'done', kind: 'store-stems' });
  expect(audioIn(folder)).toEqual(['cello.flac', 'rest.flac', 'violin.flac']);
  expect(await all()).toEqual(before);
  const range = `bytes=${60_001 * 8 + 4}-${70_000 * 8 - 1}`;
  const piece = await media(host, first.id, 'pcm', { range });
  expect(new Float32Array(await piece.arrayBuffer())).toEqual(
    before[0]?.subarray(60_001 * 2 + 1, 70_000 * 2),
  );
  expect(await client.trash.list()).toMatchObject([{ kind: 'stem-files', title: 'duo', problem: null }]);

  // An edit writes WAV, shares what stays, and what it wrote becomes FLAC too.
  const edit = { separationId, from: 10_000, to: 30_000, stems: [first.id, second.id] as [StemId, StemId] };
  const swap = await client.stemVersions.swap(edit);
  expect((await ended(client, swap.jobId)).failure).toBeNull();
  const swapped = await all();
  expect(swapped[2]).toEqual(before[2]);
  expect(swapped[0]).not.toEqual(before[0]);
  await eventually(() =>
    expect(audioIn(join(folder, 'v1'))).toEqual(['cello.flac', 'rest.flac', 'violin.flac']),
  );
  expect(await all()).toEqual(swapped);
  for (const at of [0, 20_000, recording.length - 1]) {
    expect(swapped.reduce((sum, stem) => sum + (stem[at] ?? NaN), 0)).toBe(recording[at]);
  }
  await client.stemVersions.use({ separationId, version: 0 });
  expect(await all()).toEqual(before);

  const opened = await client.projects.open({ separationId });
  const exported = async (): Promise<Buffer> => {
    const { id: projectId } = opened.document;
    const parts = { ...NO_PARTS, mix: true };
    const { jobId: exportId } = await client.exports.start({ projectId, parts, format: 'wav' });
    const [file] = (await ended(client, exportId)).files;
    if (file === undefined) throw new Error('nothing was exported');
    return readFileSync(host.grants.resolve(file.grantId, 'read').path);
  };
  const fromFlac = await exported();

  // The original WAV files are put back; the FLAC files go to the trash in turn.
  const entry = (await client.trash.list()).find(({ bytes }) => bytes > 0 && bytes >= FRAMES * 8 * 3);
  if (entry === undefined) throw new Error('the WAV files are not in the trash');
  await client.trash.restore({ id: entry.id });
  expect(audioIn(folder)).toEqual(['cello.wav', 'rest.wav', 'violin.wav']);
  expect(await all()).toEqual(before);
  expect(fromFlac.length).toBeGreaterThan(FRAMES * 4);
  expect(fromFlac.equals(await exported())).toBe(true);

  const back = await client.separation.storeStems({ separationId, format: 'wav' });
  expect((await ended(client, back.jobId)).failure).toBeNull();
  expect(audioIn(join(folder, 'v1'))).toEqual(['cello.wav', 'rest.wav', 'violin.wav']);
  await client.stemVersions.use({ separationId, version: 1 });
  expect(await all()).toEqual(swapped);

  // Cleaning up says before what it frees.
  const cleaned = async (what: 'flac' | 'versions' | 'trash') => {
    const { cleanUps } = await client.storage.overview({ limit: 10 });
    const before = cleanUps.find((each) => each.what === what);
    return { before, done: await client.storage.cleanUp({ what }) };
  };
  const versions = await cleaned('versions');
  // The three files of the original, which was put back, while version 1 was written again.
  expect(versions.before?.items).toBe(1);
  expect(versions.before?.bytes).toBeGreaterThan(3 * FRAMES * 8);
  expect(versions.before?.bytes).toBeLessThan(3.1 * FRAMES * 8);
  expect(await client.stemVersions.list({ separationId })).toHaveLength(1);
  const flac = await cleaned('flac');
  expect([flac.before?.items, flac.done.jobs]).toEqual([1, 1]);
  await eventually(() =>
    expect(audioIn(join(folder, 'v1'))).toEqual(['cello.flac', 'rest.flac', 'violin.flac']),
  );
  const trash = await cleaned('trash');
  expect(trash.done.bytes).toBe(trash.before?.bytes);
  expect(await client.trash.list()).toEqual([]);
  expect(await all()).toEqual(swapped);
});

it('follows the setting, and leaves what FLAC can’t hold', async () => {
  const { client, recordingId, dir } = await started();
  await client.system.saveSettings({ stemFormat: 'flac' });
  const { separationId } = await client.separation.start({ recordingId, players });
  const folder = join(dir, 'library', 'stems', separationId);
  await eventually(() => expect(audioIn(folder)).toEqual(['cello.flac', 'rest.flac', 'violin.flac']));
  const asked = { recordingId, players, from: 100, stemFormat: 'wav' as const };
  const other = await client.separation.start(asked);
  expect((await ended(client, other.jobId)).failure).toBeNull();
  await eventually(async () =>
    expect((await client.jobs.list()).every(({ state }) => state === 'done')).toBe(true),
  );
  expect(audioIn(join(dir, 'library', 'stems', other.separationId))).toContain('rest.wav');
});

it('the stems of a recording of floats stay WAV files', async () => {
  const { client, recordingId } = await started('f32');
  await client.system.saveSettings({ stemFormat: 'flac' });
  const { separationId, jobId } = await client.separation.start({ recordingId, players });
  expect((await ended(client, jobId)).failure).toBeNull();
  expect((await client.jobs.list()).map(({ kind }) => kind)).not.toContain('store-stems');
  await expect(client.separation.storeStems({ separationId, format: 'flac' })).rejects.toMatchObject({
    code: 'call/invalid',
    message: expect.stringContaining('floating-point') as string,
  });
});

import { NO_PARTS } from '../../src-shared/contract/export.ts';
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { tempDir } from '../support/temp.ts';
import { ended, media, pcm, startHost } from './host-harness.ts';
import { importDuo, RATE } from './import-duo.ts';
import { eventually } from '../support/until.ts';

describe('a recording through the host', () => {
  it('is separated, mixed and exported, and its parts sum to it exactly', async () => {
    const { host, client, recordingId, dir } = await importDuo(5 * RATE);
    const players = ensembleOf(['flute', 'cello', 'piano']);
    await client.library.setPlayers({ recordingId, players });
    const passage = { from: RATE, to: 3 * RATE + 5 };
    const frames = passage.to - passage.from;

    const piano = { kind: 'stays-in-rest', instrument: 'piano', because: 'no-model' };
    const estimate = await client.separation.estimate({ recordingId, players, ...passage });
    expect(estimate.seconds).toBeGreaterThan(0);
    expect(estimate.diskBytes).toBeGreaterThan(frames * 2 * 4 * 3);
    expect(estimate.freeDiskBytes).toBeGreaterThan(0);
    expect(estimate.notes).toContainEqual(piano);

    const { jobId, separationId } = await client.separation.start({ recordingId, players, ...passage });
    const job = await ended(client, jobId);
    expect(job).toMatchObject({ state: 'done', failure: null, separationId });
    const { separations } = await client.library.get({ recordingId });
    const [separation] = separations;
    expect(separation).toMatchObject({ id: separationId, state: 'ready', provider: 'cpu', ...passage });
    expect(separation?.notes).toContainEqual(piano);
    const stems = separation?.stems ?? [];
    expect(stems.map(({ name }) => name)).toEqual(['flute', 'cello', 'rest']);

    const whole = (await pcm(host, recordingId)).subarray(passage.from * 2, passage.to * 2);
    const parts = await Promise.all(stems.map(({ id }) => pcm(host, id)));
    expect(parts.map((part) => part.length)).toEqual([whole.length, whole.length, whole.length]);
    expect(whole.every((value, at) => parts.reduce((sum, part) => sum + (part[at] ?? 0), 0) === value)).toBe(
      true,
    );
    for (const { id } of stems) {
      expect((await media(host, id, 'peaks?buckets=10')).headers.get('x-divisi-ready')).toBe(String(frames));
    }

    const opened = await client.projects.open({ separationId });
    expect(opened.document).toMatchObject({ frames, offset: passage.from, sampleRate: RATE });
    expect(opened.document.tracks.map(({ source }) => source.kind)).toEqual(['stem', 'stem', 'rest']);
    expect(await client.projects.open({ separationId })).toEqual(opened);
    const document = { ...opened.document, title: 'Remix / one' };
    const { revision } = await client.projects.save({ baseRevision: opened.revision, document });
    expect(await client.projects.get({ projectId: document.id })).toEqual({ revision, document });
    const once = { baseRevision: opened.revision, document };
    expect(await client.projects.save(once)).toEqual({ revision });
    const changed = { ...document, title: 'Remix / two' };
    await expect(client.projects.save({ ...once, document: changed })).rejects.toMatchObject({
      code: 'project/conflict',
      status: 409,
    });
    const [track] = document.tracks;
    if (track === undefined) throw new Error('no tracks');
    const foreign = { ...track, source: { kind: 'stem' as const, stemId: 'stem_0123456789abcdef' as never } };
    await expect(
      client.projects.save({ baseRevision: revision, document: { ...document, tracks: [foreign] } }),
    ).rejects.toMatchObject({ code: 'project/invalid' });

    const exported = await client.exports.start({
      projectId: document.id,
      parts: { ...NO_PARTS, mix: true },
      format: 'wav',
    });
    const done = await ended(client, exported.jobId);
    expect(done).toMatchObject({ state: 'done', loudness: { clippedSamples: 0 } });
    expect(done.loudness?.integratedLufs).toBeLessThan(0);
    const [file] = done.files;
    if (file === undefined) throw new Error('nothing was exported');
    expect(file).toMatchObject({ name: 'duo - Mix.wav', path: null });
    const { path } = host.grants.resolve(file.grantId, 'read');
    expect(path.startsWith(join(dir, 'library', 'exports'))).toBe(true);
    const bytes = readFileSync(path);
    expect(bytes.length).toBe(file.bytes);
    const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset + bytes.length - frames * 4));
    const off = samples.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - (whole[at] ?? 0) * 32_768)),
      0,
    );
    // An untouched mix is the recording, to within the dither's step.
    expect(off).toBeLessThanOrEqual(2);
    const again = await client.exports.start({
      projectId: document.id,
      parts: { ...NO_PARTS, mix: true },
      format: 'wav',
    });
    expect((await ended(client, again.jobId)).files[0]?.name).toBe(file.name);

    await client.library.removeSeparation({ separationId });
    expect(readdirSync(join(dir, 'library', 'stems'))).toEqual([]);
    expect(readdirSync(join(dir, 'library', 'peaks'))).toEqual([`${recordingId}.peaks`]);
    await expect(client.projects.get({ projectId: document.id })).rejects.toMatchObject({
      code: 'library/not-found',
    });
    expect((await client.library.get({ recordingId })).separations).toEqual([]);
  });

  it('says what can not be separated', async () => {
    const { client, recordingId } = await importDuo(RATE);
    const players = ensembleOf(['piano', 'voice']);
    await expect(client.separation.start({ recordingId, players })).rejects.toMatchObject({
      code: 'players/none',
    });
    await expect(
      client.separation.start({ recordingId, players: ensembleOf(['viola']), modelId: 'none' }),
    ).rejects.toMatchObject({ code: 'model/unknown' });
    await expect(
      client.separation.start({ recordingId, players: ensembleOf(['viola']), from: 2 * RATE }),
    ).rejects.toMatchObject({ code: 'call/invalid' });
    expect((await client.library.get({ recordingId })).separations).toEqual([]);
  });

  it('is removed though it is being separated', async () => {
    const { client, recordingId, dir } = await importDuo(30 * RATE);
    const { jobId } = await client.separation.start({ recordingId, players: ensembleOf(['flute', 'cello']) });
    await eventually(async () => {
      const job = (await client.jobs.list()).find(({ id }) => id === jobId);
      expect([job?.state, job?.progress === 0]).toEqual(['running', false]);
    });
    await client.library.remove({ recordingId });
    expect((await client.jobs.list()).map(({ kind }) => kind)).toEqual(['import']);
    for (const folder of ['audio', 'peaks', 'stems']) {
      expect(readdirSync(join(dir, 'library', folder))).toEqual([]);
    }
  });

  it('goes on after the whole program was killed, to the very same bytes', async () => {
    const to = 12 * RATE;
    const library = join(tempDir(), 'library');
    const entry = fileURLToPath(new URL('./host-child.ts', import.meta.url));
    const child = fork(entry, [library, String(to)], { execArgv: [] });
    onTestFinished(() => void child.kill('SIGKILL'));
    let progress = 0;
    child.on('message', (message) => {
      progress = Number(message);
    });
    await eventually(() => {
      expect(progress).toBeGreaterThan(0.3);
    });
    child.kill('SIGKILL');
    await once(child, 'exit');

    const { client } = await startHost(library);
    const [job] = (await client.jobs.list()).filter(({ kind }) => kind === 'separate');
    if (job?.recordingId == null) throw new Error('the job is gone');
    const { recordingId } = job;
    expect(await ended(client, job.id)).toMatchObject({ state: 'done' });
    const again = await client.separation.start({ recordingId, players: ensembleOf(['flute', 'cello']), to });
    expect(await ended(client, again.jobId)).toMatchObject({ state: 'done' });
    const { separations } = await client.library.get({ recordingId });
    expect(separations).toHaveLength(2);
    const hashes = separations.map(({ id }) =>
      ['flute', 'cello', 'rest'].map((name) =>
        createHash('sha256')
          .update(readFileSync(join(library, 'stems', id, `${name}.wav`)))
          .digest('hex'),
      ),
    );
    expect(hashes[0]).toEqual(hashes[1]);
  });
});

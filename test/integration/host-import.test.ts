import { NEWEST_FIRST } from '../../src-shared/contract/finding.ts';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { existingRecording } from '../../src-shared/contract/duplicate.ts';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import { tempDir } from '../support/temp.ts';
import { ended, media, pcm, startHost, type Client } from './host-harness.ts';
import { duo, writeWav16 } from './wav.ts';
import { eventually } from '../support/until.ts';

const RATE = 44_100;
const FRAMES = 3 * RATE + 17;

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
/** Sidecars are written a moment later. */
const notSidecar = (name: string): boolean => !name.endsWith('.json');
const files = (library: string): string[] =>
  ['audio', 'peaks', 'stems'].flatMap((folder) => readdirSync(join(library, folder))).filter(notSidecar);

async function importFile(
  { client, host }: Awaited<ReturnType<typeof startHost>>,
  path: string,
  mode: 'reference' | 'copy' = 'reference',
  temporary = false,
) {
  const { grantId } = host.grants.grantPath(path, { kind: 'file', access: 'read', temporary });
  const { jobIds, recordingIds } = await client.library.import({ grantId, mode });
  const [jobId] = jobIds;
  const [recordingId] = recordingIds;
  if (jobId === undefined || recordingId === undefined) throw new Error('nothing was imported');
  return { jobId, recordingId, job: await ended(client, jobId) };
}

const recordingOf = async (client: Client, recordingId: RecordingId) =>
  (await client.library.get({ recordingId })).recording;

// Each test starts real processes, which a busy machine is slow to start.
describe('importing through the host', () => {
  it('reads a file in place: samples, peaks, events, and the source as it was', async () => {
    const dir = tempDir();
    const path = join(dir, '弦楽 🎻 duo.wav');
    const samples = duo(FRAMES, RATE);
    writeWav16(path, samples, 2, RATE);
    const before = { hash: sha256(path), mtime: statSync(path).mtimeMs };
    const library = join(dir, 'library');
    const started = await startHost(library);
    const { host, client, events } = started;
    const { recordingId, job } = await importFile(started, path);
    expect(job).toMatchObject({ state: 'done', progress: 1, failure: null });
    expect(await recordingOf(client, recordingId)).toMatchObject({
      title: '弦楽 🎻 duo',
      fileName: '弦楽 🎻 duo.wav',
      format: 'wav',
      sampleFormat: 's16',
      sampleRate: RATE,
      channels: 2,
      frames: FRAMES,
      storage: 'reference',
      state: 'ready',
      available: true,
    });
    const sort = { by: 'title', descending: false } as const;
    const page = await client.library.page({ text: '弦楽', sort });
    expect([page.total, page.recordings.map(({ id }) => id)]).toEqual([1, [recordingId]]);

    const whole = await pcm(host, recordingId);
    expect(whole).toHaveLength(FRAMES * 2);
    expect(whole.every((value, index) => value === (samples[index] ?? 0) / 32_768)).toBe(true);

    const from = 8 * 1000 + 3;
    const part = await media(host, recordingId, 'pcm', { range: `bytes=${from}-${from + 800_000}` });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes ${from}-${from + 800_000}/${FRAMES * 8}`);
    const bytes = Buffer.from(await part.arrayBuffer());
    expect(bytes.equals(Buffer.from(whole.buffer, from, 800_001))).toBe(true);
    expect((await media(host, recordingId, 'pcm', { range: `bytes=${FRAMES * 8}-` })).status).toBe(416);

    const buckets = 32;
    const answer = await media(host, recordingId, `peaks?from=0&to=8192&buckets=${buckets}`);
    expect(answer.headers.get('x-divisi-ready')).toBe(String(FRAMES));
    expect(answer.headers.get('x-divisi-frames')).toBe(String(FRAMES));
    const peaks = new Int16Array(await answer.arrayBuffer());
    expect(peaks).toHaveLength(2 * buckets * 2);
    for (let channel = 0; channel < 2; channel += 1) {
      for (let bucket = 0; bucket < buckets; bucket += 1) {
        const inside = Array.from(
          { length: 256 },
          (_, at) => samples[2 * (256 * bucket + at) + channel] ?? 0,
        );
        const at = 2 * (channel * buckets + bucket);
        expect(Math.abs((peaks[at] ?? 0) - Math.min(...inside))).toBeLessThanOrEqual(1);
        expect(Math.abs((peaks[at + 1] ?? 0) - Math.max(...inside))).toBeLessThanOrEqual(1);
      }
    }

    await eventually(() => {
      expect(events.at(-1)).toMatchObject({ type: 'job', job: { state: 'done' } });
    });
    const states = events.flatMap((event) => (event.type === 'recording' ? [event.recording.state] : []));
    expect(states[0]).toBe('importing');
    expect(states.at(-1)).toBe('ready');
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'recording',
        recording: expect.objectContaining({
          state: 'importing',
          header: expect.objectContaining({ frames: FRAMES }) as unknown,
        }) as unknown,
      }),
    );

    expect(readdirSync(join(library, 'audio')).filter(notSidecar)).toEqual([]);
    await client.library.remove({ recordingId });
    expect({ hash: sha256(path), mtime: statSync(path).mtimeMs }).toEqual(before);
    expect(files(library)).toEqual([]);
    expect(await client.library.list({})).toEqual([]);
    expect((await media(host, recordingId, 'pcm')).status).toBe(404);
  });

  it('notices that a source it reads in place went away, changed, or came back', async () => {
    const dir = tempDir();
    const path = join(dir, 'a.wav');
    writeWav16(path, duo(RATE, RATE), 2, RATE);
    const started = await startHost(join(dir, 'library'));
    const { client, host } = started;
    const { recordingId } = await importFile(started, path);
    renameSync(path, `${path}.away`);
    expect((await recordingOf(client, recordingId)).available).toBe(false);
    const page = { sort: NEWEST_FIRST, offset: 0, limit: 10 };
    expect(await client.library.found({ ...page, text: 'is:missing' })).toEqual([recordingId]);
    expect((await client.library.facets({ text: '-is:missing' })).is).toEqual([]);
    expect((await client.items.search({ text: 'is:missing', limit: 10 })).map(({ kind }) => kind)).toEqual([
      'recording',
    ]);
    const refused = await media(host, recordingId, 'pcm');
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject({ code: 'file/not-found' });
    await expect(
      client.separation.start({
        recordingId,
        players: [{ id: 'viola', instrument: 'viola', label: 'Viola' }],
      }),
    ).rejects.toMatchObject({ code: 'file/not-found' });
    renameSync(`${path}.away`, path);
    expect((await recordingOf(client, recordingId)).available).toBe(true);
    writeWav16(path, duo(RATE + 1, RATE), 2, RATE);
    expect((await recordingOf(client, recordingId)).available).toBe(false);
    expect(await (await media(host, recordingId, 'pcm')).json()).toMatchObject({ code: 'file/unreadable' });
  });

  it('copies where asked, and always what was uploaded, whose own file goes', async () => {
    const dir = tempDir();
    const library = join(dir, 'library');
    const started = await startHost(library);
    const { client, host } = started;
    for (const temporary of [false, true]) {
      const path = join(dir, `upload-${String(temporary)}.wav`);
      const samples = duo(RATE, RATE);
      writeWav16(path, samples, 2, RATE);
      const { recordingId } = await importFile(started, path, temporary ? 'reference' : 'copy', temporary);
      expect(await recordingOf(client, recordingId)).toMatchObject({ state: 'ready', storage: 'copy' });
      expect(readdirSync(dir).includes(`upload-${String(temporary)}.wav`)).toBe(!temporary);
      const { folder } = await client.library.facets({ text: '' });
      expect(folder).toEqual(temporary ? [] : [{ value: dir, count: 1 }]);
      rmSync(path, { force: true });
      expect(await recordingOf(client, recordingId)).toMatchObject({ available: true });
      expect((await pcm(host, recordingId))[2000]).toBe((samples[2000] ?? 0) / 32_768);
      await client.library.remove({ recordingId });
    }
    expect(files(library)).toEqual([]);
  });

  it('leaves nothing of a failed import but its message, and tries again when asked', async () => {
    const dir = tempDir();
    const library = join(dir, 'library');
    const path = join(dir, 'song.wav');
    writeFileSync(path, 'This is not music.'.repeat(1000));
    const started = await startHost(library);
    const { client, events } = started;
    const { jobId, recordingId, job } = await importFile(started, path);
    expect(job).toMatchObject({ state: 'failed', recordingId: null, failure: { code: 'file/unsupported' } });
    expect(await client.library.list({})).toEqual([]);
    expect(files(library)).toEqual([]);
    expect(started.host.uploadsInUse()).toEqual([]);
    await expect(client.library.get({ recordingId })).rejects.toMatchObject({ code: 'library/not-found' });
    expect(events).toContainEqual({ type: 'recording-removed', recordingId });
    writeWav16(path, duo(RATE, RATE), 2, RATE);
    await client.jobs.retry({ jobId });
    expect(await ended(client, jobId)).toMatchObject({ state: 'done', recordingId });
    expect(await recordingOf(client, recordingId)).toMatchObject({ state: 'ready', frames: RATE });
  });

  it('needs an upload until it was read, also after it failed', async () => {
    const dir = tempDir();
    const path = join(dir, 'song.wav');
    writeFileSync(path, 'This is not music.'.repeat(1000));
    const started = await startHost(join(dir, 'library'));
    const { jobId } = await importFile(started, path, 'copy', true);
    expect(started.host.uploadsInUse()).toEqual([realpathSync(path)]);
    writeWav16(path, duo(RATE, RATE), 2, RATE);
    await started.client.jobs.retry({ jobId });
    expect(await ended(started.client, jobId)).toMatchObject({ state: 'done' });
    expect(started.host.uploadsInUse()).toEqual([]);
  });

  it('can be cancelled, and leaves nothing then either', async () => {
    const dir = tempDir();
    const library = join(dir, 'library');
    const path = join(dir, 'long.wav');
    writeWav16(path, duo(60 * RATE, RATE), 2, RATE);
    const { client, host } = await startHost(library);
    const { grantId } = host.grants.grantPath(path, { kind: 'file', access: 'read' });
    const { jobIds, recordingIds } = await client.library.import({ grantId, mode: 'copy' });
    const [jobId] = jobIds;
    const [recordingId] = recordingIds;
    if (jobId === undefined || recordingId === undefined) throw new Error('nothing was imported');
    // Until there is something to show, an empty waveform; until there is all of it, no samples.
    const early = await media(host, recordingId, 'peaks?buckets=4');
    expect([early.status, early.headers.get('x-divisi-ready')]).toEqual([200, '0']);
    expect(await (await media(host, recordingId, 'pcm')).json()).toMatchObject({ code: 'file/not-found' });
    expect(await client.jobs.cancel({ jobId })).toMatchObject({ state: 'cancelled', failure: null });
    expect(await client.library.list({})).toEqual([]);
    expect(files(library)).toEqual([]);
    expect(readdirSync(dir).sort()).toEqual(['library', 'long.wav']);
  });

  it('imports every audio file under a granted folder', async () => {
    const dir = tempDir();
    const music = join(dir, 'music');
    mkdirSync(join(music, 'quartets'), { recursive: true });
    writeWav16(join(music, 'a.wav'), duo(4410, RATE), 2, RATE);
    writeWav16(join(music, 'quartets/b.wav'), duo(4800, RATE), 2, RATE);
    writeFileSync(join(music, 'notes.txt'), 'not audio');
    const { client, host } = await startHost(join(dir, 'library'));
    const { grantId } = host.grants.grantPath(music, { kind: 'folder', access: 'read' });
    const { jobIds } = await client.library.import({ grantId, mode: 'reference' });
    expect(jobIds).toHaveLength(2);
    for (const jobId of jobIds) expect((await ended(client, jobId)).state).toBe('done');
    expect((await client.library.list({})).map(({ title }) => title).sort()).toEqual(['a', 'b']);
  });

  it('knows a file that it has already, and takes it twice only where asked', async () => {
    const dir = tempDir();
    const library = join(dir, 'library');
    const path = join(dir, 'a.wav');
    const twin = join(dir, 'renamed.wav');
    for (const each of [path, twin]) writeWav16(each, duo(4410, RATE), 2, RATE);
    const started = await startHost(library);
    const { client, host } = started;
    const { recordingId } = await importFile(started, path);
    const { jobId, job, recordingId: refused } = await importFile(started, twin, 'copy');
    expect(job).toMatchObject({
      state: 'failed',
      failure: { code: 'library/duplicate', details: { recordingId, title: 'a' } },
    });
    expect(existingRecording(job.failure)).toBe(recordingId);
    expect((await client.library.list({})).map(({ id }) => id)).toEqual([recordingId]);
    expect(files(library)).toEqual([`${recordingId}.peaks`]);

    await client.jobs.retry({ jobId });
    expect(await ended(client, jobId)).toMatchObject({ state: 'done', recordingId: refused });
    const { grantId } = host.grants.grantPath(path, { kind: 'file', access: 'read' });
    const { jobIds } = await client.library.import({ grantId, mode: 'reference', again: true });
    for (const id of jobIds) expect((await ended(client, id)).state).toBe('done');
    expect(await client.library.list({})).toHaveLength(3);
  });

  it('counts no recording whose source went away as one that it has', async () => {
    const dir = tempDir();
    const path = join(dir, 'a.wav');
    const moved = join(dir, 'moved.wav');
    writeWav16(path, duo(4410, RATE), 2, RATE);
    const started = await startHost(join(dir, 'library'));
    await importFile(started, path);
    renameSync(path, moved);
    const { job, recordingId } = await importFile(started, moved);
    expect(job).toMatchObject({ state: 'done', failure: null });
    expect(await recordingOf(started.client, recordingId)).toMatchObject({ title: 'moved', available: true });
  });

  it('opens nothing that was not granted', async () => {
    const { client, host } = await startHost(join(tempDir(), 'library'));
    const grantId = 'grant_0123456789abcdef' as never;
    await expect(client.library.import({ grantId, mode: 'copy' })).rejects.toMatchObject({
      code: 'file/not-granted',
      status: 403,
      data: { code: 'file/not-granted' },
    });
    await expect(client.library.import({ grantId: '/etc/passwd', mode: 'copy' })).rejects.toMatchObject({
      code: 'call/invalid',
    });
    for (const path of ['media/../../etc/passwd/pcm', 'media/%2e%2e/pcm', 'media/rec_x/pcm', 'elsewhere']) {
      const response = await host.media(new Request(`http://divisi/${path}`));
      expect(response.status).toBe(404);
    }
    expect(
      (await host.media(new Request('http://divisi/media/rec_0123456789abcdef/pcm', { method: 'POST' })))
        .status,
    ).toBe(422);
  });

  it('refuses peaks of no or too many buckets', async () => {
    const dir = tempDir();
    const path = join(dir, 'a.wav');
    writeWav16(path, duo(4410, RATE), 2, RATE);
    const started = await startHost(join(dir, 'library'));
    const { recordingId } = await importFile(started, path);
    for (const query of ['buckets=0', 'buckets=100000000', 'from=-1', 'from=5&to=5', 'buckets=x']) {
      expect((await media(started.host, recordingId, `peaks?${query}`)).status).toBe(422);
    }
  });

  it('brings the demo with its players', async () => {
    const { client } = await startHost(join(tempDir(), 'library'));
    const { jobId, recordingId } = await client.library.importDemo();
    expect((await ended(client, jobId)).state).toBe('done');
    const recording = await recordingOf(client, recordingId);
    expect(recording).toMatchObject({ isDemo: true, state: 'ready', storage: 'copy' });
    expect(recording.players.map(({ id }) => id)).toEqual(['flute', 'cello']);
  });

  it('reads beside another program, which alone writes', async () => {
    const dir = tempDir();
    const path = join(dir, 'a.wav');
    writeWav16(path, duo(4410, RATE), 2, RATE);
    const library = join(dir, 'library');
    const writer = await startHost(library);
    const { recordingId } = await importFile(writer, path);
    await expect(startHost(library)).rejects.toMatchObject({ code: 'library/locked' });
    const reader = await startHost(library, { access: 'read-if-locked' });
    expect(await reader.client.system.capabilities()).toMatchObject({ readOnly: true });
    expect(await pcm(reader.host, recordingId)).toHaveLength(8820);
    await expect(reader.client.library.remove({ recordingId })).rejects.toMatchObject({
      code: 'library/read-only',
    });
    await expect(reader.client.library.importDemo()).rejects.toMatchObject({ code: 'library/read-only' });
    expect((await writer.client.system.capabilities()).readOnly).toBe(false);
  });
});

import { NO_PARTS } from '../../src-shared/contract/export.ts';
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCLink } from '@orpc/client/websocket';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { MEDIA, type DivisiContract } from '../../src-shared/contract/contract.ts';
import { type Job } from '../../src-shared/contract/job.ts';
import { GrantedFile } from '../../src-shared/contract/system.ts';
import { GrantId, type JobId } from '../../src-shared/project/ids.ts';
import { checkAddress, openServeDoor, type ServeDoor } from '../../src-main/doors/serve.ts';
import { silentLog } from '../../src-main/library/log/log.ts';
import { testConfigDir } from '../support/config-dir.ts';
import { tempFolder } from '../support/temp.ts';
import { jobEnded } from '../support/until.ts';
import { readWav, writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';

/** The real host behind the real door, used as the renderer uses it. */
describe('the serve door over the host', () => {
  const folder = tempFolder();
  const at = (...names: string[]): string => join(folder.path, ...names);
  let door: ServeDoor;
  let origin: string;
  let cookie: string;
  let socket: WebSocket;
  let call: ContractRouterClient<DivisiContract>;

  beforeAll(async () => {
    mkdirSync(at('renderer'));
    writeFileSync(at('renderer', 'index.html'), '<!doctype html><title>Divisi</title>');
    mkdirSync(at('recordings', 'quartet'), { recursive: true });
    writeWav(at('recordings', 'quartet', 'first.wav'), { seconds: 0.5, channels: 1 });
    writeWav(at('outside.wav'), { seconds: 0.5 });
    door = await openServeDoor({
      libraryDir: at('library'),
      rendererDir: at('renderer'),
      port: 0,
      address: '127.0.0.1',
      tls: null,
      allowHosts: [],
      root: at('recordings'),
      readOnly: false,
      log: silentLog,
    });
    const url = new URL(door.url);
    origin = url.origin;
    const welcome = await fetch(door.url);
    cookie = welcome.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    socket = new WebSocket(`ws://${url.host}/rpc`, { headers: { cookie, origin } });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    call = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
  });
  afterAll(async () => {
    socket.close();
    await door.close();
    folder.remove();
  });

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(origin + path, { headers: { cookie, ...headers } });
  const ended = (jobId: JobId): Promise<Job> => jobEnded(() => call.jobs.list(), jobId);

  test('tells what it can do', async () => {
    expect(await call.system.capabilities()).toMatchObject({
      door: 'serve',
      fileDialogs: false,
      upload: true,
      folderBrowser: true,
      download: true,
      readOnly: false,
    });
    await expect(call.files.openDialog({ kind: 'audio' })).rejects.toMatchObject({ code: 'call/invalid' });
  });

  test('an upload becomes a recording whose samples come back exactly, in ranges', async () => {
    const file = writeWav(at('upload.wav'), { seconds: 1, rate: 44_100 });
    const put = await fetch(`${origin}${MEDIA.upload}?name=${encodeURIComponent('Trio č. 1 🎻.wav')}`, {
      method: 'PUT',
      headers: { cookie, origin },
      body: readFileSync(file),
    });
    expect(put.status).toBe(201);
    const grant = GrantedFile.parse(await put.json());
    const { jobIds, recordingIds } = await call.library.import({ grantId: grant.grantId, mode: 'reference' });
    const [jobId] = jobIds;
    const [recordingId] = recordingIds;
    if (jobId === undefined || recordingId === undefined) throw new Error('Nothing was imported');
    expect((await ended(jobId)).state).toBe('done');
    const { recording } = await call.library.get({ recordingId });
    // The upload's own file goes away, so the library must have its own.
    expect(recording).toMatchObject({
      title: 'Trio č. 1 🎻',
      storage: 'copy',
      frames: 44_100,
      available: true,
    });
    expect(
      readdirSync(at('library', 'serve', 'uploads')).flatMap((name) =>
        readdirSync(at('library', 'serve', 'uploads', name)),
      ),
    ).toEqual([]);

    const samples = readWav(readFileSync(file)).samples.map((value) => value / 32_768);
    const answer = await get(MEDIA.pcm(recordingId), { range: 'bytes=8000-15999' });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect([...new Float32Array(await answer.arrayBuffer())]).toEqual(samples.slice(2000, 4000));
    const peaks = await get(`${MEDIA.peaks(recordingId)}?from=0&to=44100&buckets=100`);
    expect(peaks.status).toBe(200);
    expect((await fetch(origin + MEDIA.pcm(recordingId))).status).toBe(401);
  });

  test('a separation is exported and fetched as a download', async () => {
    const demo = await call.library.importDemo();
    expect((await ended(demo.jobId)).state).toBe('done');
    const { recording } = await call.library.get({ recordingId: demo.recordingId });
    const started = await call.separation.start({
      recordingId: recording.id,
      players: recording.players,
      from: 0,
      to: 44_100,
    });
    const separated = await ended(started.jobId);
    expect(separated.failure).toBeNull();
    const { document } = await call.projects.open({ separationId: started.separationId });
    const { jobId } = await call.exports.start({
      projectId: document.id,
      parts: { ...NO_PARTS, mix: true },
      format: 'wav',
    });
    const exported = await ended(jobId);
    expect(exported.failure).toBeNull();
    const [file] = exported.files;
    if (file === undefined) throw new Error('Nothing was exported');
    // A browser elsewhere has no use for the host's paths.
    expect(file.path).toBeNull();
    const answer = await get(MEDIA.download(file.grantId));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toContain('attachment; filename=');
    const mix = readWav(Buffer.from(await answer.arrayBuffer()));
    expect([mix.rate, mix.bits, mix.channels, mix.samples.length]).toEqual([44_100, 16, 2, 88_200]);
    expect((await fetch(origin + MEDIA.download(file.grantId))).status).toBe(401);
  });

  test('the folder browser shows the root and grants only what lies in it', async () => {
    const top = await call.files.browse({});
    expect(top).toMatchObject({ path: [], parent: null });
    expect(top.entries.map(({ name, kind }) => [name, kind])).toEqual([['quartet', 'folder']]);
    const inside = await call.files.browse({ folder: top.entries[0]?.grantId });
    expect(inside.path).toEqual(['quartet']);
    const [first] = inside.entries;
    if (first === undefined) throw new Error('No file');
    const { jobIds } = await call.library.import({ grantId: first.grantId, mode: 'reference' });
    const [jobId] = jobIds;
    if (jobId === undefined) throw new Error('Nothing was imported');
    expect((await ended(jobId)).state).toBe('done');
    if (inside.parent === null) throw new Error('No way back');
    expect((await call.files.browse({ folder: inside.parent })).path).toEqual([]);
  });

  test('a grant that was never given opens nothing', async () => {
    const made = GrantId.parse('grant_0123456789abcdef');
    await expect(call.library.import({ grantId: made, mode: 'reference' })).rejects.toMatchObject({
      code: 'file/not-granted',
    });
    await expect(call.files.browse({ folder: made })).rejects.toMatchObject({ code: 'file/not-granted' });
    expect((await get(MEDIA.download(made))).status).toBe(403);
    const path = encodeURIComponent(at('outside.wav'));
    expect((await get(MEDIA.download(path))).status).toBe(403);
  });

  test('a file granted for import can not be downloaded as something else, and audio ids are no paths', async () => {
    for (const id of ['..%2f..%2foutside.wav', 'rec_0123456789abcdef', '%00']) {
      const answer = await get(`/media/${id}/pcm`);
      expect(answer.status, id).toBeGreaterThanOrEqual(400);
      expect(answer.status, id).toBeLessThan(500);
    }
  });

  test('a second program is told who has the library, with status 3', async () => {
    const ran = await divisi(['import', at('outside.wav'), '--library', at('library')]);
    expect([ran.status, ran.out]).toEqual([3, '']);
    expect(ran.err).toMatch(/^divisi: The library is open in process \d+ .*\n$/);
  });

  test('a second door may read', async () => {
    const reader = await openServeDoor({
      libraryDir: at('library'),
      rendererDir: at('renderer'),
      port: 0,
      address: '127.0.0.1',
      tls: null,
      allowHosts: [],
      root: null,
      readOnly: true,
      log: silentLog,
    });
    await reader.close();
    expect((await call.library.list({})).length).toBeGreaterThan(0);
  });

  test('a port that is taken is told, and the library let go', async () => {
    // The door runs in this process, the command below in another: both must know of the same trusted libraries.
    vi.stubEnv('DIVISI_CONFIG', testConfigDir());
    onTestFinished(() => void vi.unstubAllEnvs());
    const port = Number(new URL(origin).port);
    const ran = openServeDoor({
      libraryDir: at('another'),
      rendererDir: at('renderer'),
      port,
      address: '127.0.0.1',
      tls: null,
      allowHosts: [],
      root: null,
      readOnly: false,
      log: silentLog,
    });
    await expect(ran).rejects.toMatchObject({ code: 'call/invalid' });
    const after = await divisi(['import', at('outside.wav'), '--library', at('another')]);
    expect(after.status, after.err).toBe(0);
  });
});

test('another address than loopback needs TLS, and every address a name', () => {
  const tls = { cert: 'c', key: 'k' };
  const check =
    (address: string, options: { tls?: typeof tls; allowHosts?: string[] } = {}) =>
    () =>
      checkAddress({ address, tls: options.tls ?? null, allowHosts: options.allowHosts ?? [] });
  for (const address of ['127.0.0.1', '127.8.9.1', '::1', 'localhost']) expect(check(address)).not.toThrow();
  for (const address of ['192.168.1.2', '10.0.0.1', '0.0.0.0', '::', '127.example.org', 'lab.example']) {
    expect(check(address), address).toThrow(/needs TLS/);
  }
  expect(check('192.168.1.2', { tls })).not.toThrow();
  expect(check('0.0.0.0', { tls })).toThrow(/needs --allow-host/);
  expect(check('0.0.0.0', { tls, allowHosts: ['lab.example'] })).not.toThrow();
});

import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browse } from '../../../../src-main/app/browse.ts';
import { attachment } from '../../../../src-main/doors/serve/download.ts';
import { clearSpool, uploadName } from '../../../../src-main/doors/serve/upload.ts';
import { tempDir, tempFolder } from '../../../support/temp.ts';
import { eventually, until } from '../../../support/until.ts';
import { MEDIA_BYTES, openDoor, type Door } from './serve-fixture.ts';

describe('files', () => {
  let door: Door;
  let cookie: string;
  let mediaCancelled = false;
  beforeAll(async () => {
    door = await openDoor({
      limits: { uploadBytes: 1_000_000 },
      onMediaCancelled: () => (mediaCancelled = true),
    });
    cookie = await door.enter();
  });
  afterAll(() => door.stop());

  const spooled = (): string[] => (existsSync(door.spoolDir) ? readdirSync(door.spoolDir) : []);
  const put = (name: string, body: Buffer | string, headers: Record<string, string> = {}) =>
    door.ask(`/files/upload?name=${encodeURIComponent(name)}`, {
      method: 'PUT',
      body,
      headers: { cookie, origin: door.origin, ...headers },
    });

  test('the page and its assets have their types; hashed ones never expire', async () => {
    const index = await door.ask('/', { headers: { cookie } });
    expect(index.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(index.headers['cache-control']).toBe('no-cache');
    const script = await door.ask('/assets/index-AbCd1234.js', { headers: { cookie } });
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toContain('immutable');
    expect(script.body.toString()).toBe('export {};');
    const same = await door.ask('/', { headers: { cookie, 'if-none-match': index.headers.etag ?? '' } });
    expect([same.status, same.body.length]).toEqual([304, 0]);
    const head = await door.ask('/', { method: 'HEAD', headers: { cookie } });
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });

  test('a browser that takes Brotli gets the compressed copy, which has no address of its own', async () => {
    const path = '/assets/index-AbCd1234.js';
    const plain = await door.ask(path, { headers: { cookie, 'accept-encoding': 'gzip' } });
    expect([plain.headers['content-encoding'], plain.headers.vary]).toEqual([undefined, 'accept-encoding']);
    const small = await door.ask(path, { headers: { cookie, 'accept-encoding': 'gzip, deflate, br' } });
    expect(small.headers['content-encoding']).toBe('br');
    expect(small.headers['content-length']).toBe(String(small.body.length));
    expect(small.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(brotliDecompressSync(small.body).toString()).toBe('export {};');
    expect((await door.ask(`${path}.br`, { headers: { cookie } })).status).toBe(404);
  });

  test('a build made meanwhile is served, and what it removed is not there instead of empty', async () => {
    const renderer = join(door.folder, 'renderer');
    const [before, after] = ['/assets/page-Before12.js', '/assets/page-After123.js'];
    writeFileSync(join(renderer, before), 'before');
    const asked = async (path: string) => await door.ask(path, { headers: { cookie } });
    await eventually(async () => expect((await asked(before)).body.toString()).toBe('before'));
    rmSync(join(renderer, before));
    const gone = await asked(before);
    expect([gone.status, gone.headers['cache-control']]).toEqual([404, 'no-store']);
    writeFileSync(join(renderer, after), 'after');
    writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>Another, longer Divisi</title>');
    const index = await asked('/');
    expect(index.body.toString()).toContain('Another, longer Divisi');
    expect(index.headers['content-length']).toBe(String(index.body.length));
    await eventually(async () => expect((await asked(after)).body.toString()).toBe('after'));
  });

  test('no path leads out of the renderer, and folders are not listed', async () => {
    const paths = [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e%2fsecret.txt',
      '/..%5csecret.txt',
      '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
      '/%252e%252e%252fsecret.txt',
      '//secret.txt',
      `/${door.folder}/secret.txt`,
      '/index.html%00.js',
      '/assets',
      '/assets/',
    ];
    for (const path of paths) {
      const answer = await door.ask(path, { headers: { cookie } });
      expect(answer.status, path).toBe(404);
      expect(answer.body.toString(), path).not.toContain('not for the web');
    }
    expect((await door.ask('/%zz', { headers: { cookie } })).status).toBe(400);
  });

  test('an upload is stored under its name and granted', async () => {
    const body = Buffer.alloc(300_000, 7);
    const answer = await put('Žofie 日本 🎻.wav', body);
    expect(answer.status).toBe(201);
    const grant: unknown = JSON.parse(answer.body.toString());
    expect(grant).toMatchObject({ name: 'Žofie 日本 🎻.wav', kind: 'file', bytes: 300_000 });
    const upload = door.granted.at(-1);
    expect(readFileSync(upload?.path ?? '').equals(body)).toBe(true);
  });

  test('an oversized upload is refused, announced or not, and leaves nothing', async () => {
    const before = spooled();
    const announced = await put('a.wav', Buffer.alloc(1_000_001));
    expect(announced.status).toBe(413);
    const chunked = await put('a.wav', Buffer.alloc(3_000_000), { 'transfer-encoding': 'chunked' });
    expect(chunked.status).toBe(413);
    expect(JSON.parse(chunked.body.toString())).toMatchObject({ code: 'file/too-large' });
    expect(spooled()).toEqual(before);
  });

  test('an upload broken off half-way leaves nothing', async () => {
    const before = spooled();
    const granted = door.granted.length;
    const request = httpRequest({
      host: '127.0.0.1',
      port: door.server.port,
      path: '/files/upload?name=half.wav',
      method: 'PUT',
      headers: { cookie, origin: door.origin, 'content-length': '500000' },
    });
    request.on('error', () => undefined);
    request.write(Buffer.alloc(200_000));
    await until(() => spooled().length > before.length);
    request.destroy();
    await until(() => spooled().length === before.length);
    expect(door.granted.length).toBe(granted);
  });

  test('empty uploads and names that are paths are refused', async () => {
    expect((await put('a.wav', '')).status).toBe(400);
    for (const name of ['', '..', '../a.wav', 'a/b.wav', 'a\\b.wav', 'a\0.wav', 'x'.repeat(300)]) {
      expect((await put(name, 'x')).status, name).toBe(400);
    }
    expect(uploadName('what? "1".wav')).toBe('what_ _1_.wav');
  });

  test('a disk without room is told before anything is stored', async () => {
    const full = await openDoor({ limits: { diskReserveBytes: Number.MAX_SAFE_INTEGER } });
    try {
      const answer = await full.ask('/files/upload?name=a.wav', {
        method: 'PUT',
        body: 'x',
        headers: { cookie: await full.enter(), origin: full.origin },
      });
      expect(answer.status).toBe(507);
      expect(readdirSync(full.spoolDir)).toEqual([]);
    } finally {
      await full.stop();
    }
  });

  test('a granted download carries its true name; anything else is refused', async () => {
    const answer = await door.ask('/files/download/grant_0123456789abcdef', { headers: { cookie } });
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toBe('RIFF');
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="Mischung f_r _ofie _1_.wav"; filename*=UTF-8''Mischung%20f%C3%BCr%20%C5%BDofie%20%221%22.wav`,
    );
    for (const grant of [
      'grant_zzzzzzzzzzzzzzzz',
      encodeURIComponent(join(door.folder, 'secret.txt')),
      '..%2fsecret.txt',
    ]) {
      expect((await door.ask(`/files/download/${grant}`, { headers: { cookie } })).status, grant).toBe(403);
    }
  });

  test('audio answers ranges, and leaving early cancels its body', async () => {
    const whole = await door.ask('/media/rec_0/pcm', { headers: { cookie } });
    expect(whole.body.equals(MEDIA_BYTES)).toBe(true);
    const part = await door.ask('/media/rec_0/pcm', { headers: { cookie, range: 'bytes=1000-1999' } });
    expect(part.status).toBe(206);
    expect(part.headers['content-range']).toBe('bytes 1000-1999/100000');
    expect(part.body.equals(MEDIA_BYTES.subarray(1000, 2000))).toBe(true);
    const request = httpRequest({
      host: '127.0.0.1',
      port: door.server.port,
      path: '/media/x/endless',
      headers: { cookie },
    });
    request.on('error', () => undefined);
    request.on('response', (response) => response.once('data', () => request.destroy()));
    request.end();
    await until(() => mediaCancelled);
    expect(door.logged).toEqual([]);
  });
});

test('quotes, controls and percent signs in a name do not break the header', () => {
  expect(attachment('a"b\\c%d\r\nx: y.wav')).toBe(
    `attachment; filename="a_b_c_d__x: y.wav"; filename*=UTF-8''a%22b%5Cc%25d%0D%0Ax%3A%20y.wav`,
  );
  expect(attachment("d'Été (1)*!.flac")).toBe(
    `attachment; filename="d'_t_ (1)*!.flac"; filename*=UTF-8''d%27%C3%89t%C3%A9%20%281%29%2A%21.flac`,
  );
  expect(attachment('Take \ud800.wav')).toBe(
    `attachment; filename="Take _.wav"; filename*=UTF-8''Take%20%EF%BF%BD.wav`,
  );
});

describe('the folder browser', () => {
  let folder: string;
  let remove: () => void;
  beforeAll(() => {
    const made = tempFolder();
    remove = made.remove;
    folder = realpathSync(made.path);
    mkdirSync(join(folder, 'root', 'take 10'), { recursive: true });
    mkdirSync(join(folder, 'root', 'take 2'));
    mkdirSync(join(folder, 'outside'));
    writeFileSync(join(folder, 'outside', 'private.wav'), 'x');
    writeFileSync(join(folder, 'root', 'a.wav'), 'abc');
    writeFileSync(join(folder, 'root', '.hidden'), 'x');
    symlinkSync(join(folder, 'outside'), join(folder, 'root', 'link'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'root', 'dangling'));
  });
  afterAll(() => remove());

  test('lists folders first, in natural order, without hidden entries and ways out', async () => {
    const found = await browse(join(folder, 'root'), join(folder, 'root'));
    expect(found.entries.map(({ name, kind, bytes }) => [name, kind, bytes])).toEqual([
      ['take 2', 'folder', null],
      ['take 10', 'folder', null],
      ['a.wav', 'file', 3],
    ]);
    expect([found.names, found.parent]).toEqual([[], null]);
    const below = await browse(join(folder, 'root'), join(folder, 'root', 'take 2'));
    expect([below.names, below.parent]).toEqual([['take 2'], join(folder, 'root')]);
  });

  test('refuses what lies outside the root, by name or by link', async () => {
    const root = join(folder, 'root');
    for (const path of [join(root, '..'), join(root, 'link'), join(folder, 'outside'), '/']) {
      await expect(browse(root, path), path).rejects.toMatchObject({ code: 'file/not-granted' });
    }
    await expect(browse(root, join(root, 'gone'))).rejects.toMatchObject({ code: 'file/not-found' });
  });
});

test('what uploads left goes, but for the files that a job still needs', async () => {
  const spool = join(tempDir(), 'uploads');
  await clearSpool(spool, []);
  for (const folder of ['left', 'needed']) {
    mkdirSync(join(spool, folder), { recursive: true });
    writeFileSync(join(spool, folder, 'song.wav'), 'RIFF');
  }
  await clearSpool(spool, [join(spool, 'needed', 'song.wav'), join(spool, 'gone', 'other.wav')]);
  expect(readdirSync(spool, { recursive: true }).sort()).toEqual(['needed', join('needed', 'song.wav')]);
});

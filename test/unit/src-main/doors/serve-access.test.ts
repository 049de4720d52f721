import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptedHosts, refuseOrigin } from '../../../../src-main/doors/serve/origin.ts';
import { openDoor, type Door } from './serve-fixture.ts';

describe('the code and the cookie', () => {
  let door: Door;
  let cookie: string;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.stop());

  test('without a cookie nothing is served', async () => {
    for (const path of [
      '/',
      '/assets/index-AbCd1234.js',
      '/media/rec_0/pcm',
      '/files/download/grant_0123456789abcdef',
    ]) {
      expect((await door.ask(path)).status, path).toBe(401);
    }
    const put = await door.ask('/files/upload?name=a.wav', {
      method: 'PUT',
      body: 'x',
      headers: { origin: door.origin },
    });
    expect(put.status).toBe(401);
    expect(door.granted).toEqual([]);
  });

  test('a wrong code opens nothing', async () => {
    const answer = await door.ask(`/?code=${'A'.repeat(door.code.length)}`);
    expect(answer.status).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('the code opens once; its cookie is for HTTP and this site only', async () => {
    const first = await door.ask(`/?code=${door.code}`);
    expect(first.status).toBe(200);
    const set = first.headers['set-cookie']?.[0] ?? '';
    expect(set).toMatch(/; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
    expect(set).not.toContain(door.code);
    cookie = set.split(';')[0] ?? '';
    const second = await door.ask(`/?code=${door.code}`);
    expect(second.status).toBe(401);
    expect(second.headers['set-cookie']).toBeUndefined();
    const again = await door.ask(`/?code=${door.code}`, { headers: { cookie } });
    expect([again.status, again.headers.location]).toEqual([303, '/']);
  });

  test('the cookie opens the page, a wrong one does not', async () => {
    expect((await door.ask('/', { headers: { cookie } })).status).toBe(200);
    const [name] = cookie.split('=');
    expect((await door.ask('/', { headers: { cookie: `${name}=${'A'.repeat(43)}` } })).status).toBe(401);
    expect((await door.ask('/', { headers: { cookie: `${name}=` } })).status).toBe(401);
    expect((await door.ask('/', { headers: { cookie: `other=1; ${cookie}` } })).status).toBe(200);
  });

  test('every answer carries the security headers', async () => {
    for (const answer of [await door.ask('/'), await door.ask('/', { headers: { cookie } })]) {
      const policy = answer.headers['content-security-policy'];
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(answer.headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(answer.headers['cross-origin-embedder-policy']).toBe('require-corp');
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
    }
  });

  test('a foreign host name is refused even with the cookie (DNS rebinding)', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${door.server.port}`,
      '127.0.0.1:1',
      'localhost.evil.example',
    ]) {
      expect((await door.ask('/', { headers: { cookie, host } })).status, host).toBe(403);
    }
    const local = await door.ask('/', { headers: { cookie, host: `localhost:${door.server.port}` } });
    expect(local.status).toBe(200);
  });

  test('a foreign origin is refused even with the cookie, and a call must name one', async () => {
    const put = (headers: Record<string, string>) =>
      door.ask('/files/upload?name=a.wav', { method: 'PUT', body: 'x', headers: { cookie, ...headers } });
    for (const origin of [
      'http://evil.example',
      'null',
      `http://localhost:${door.server.port}`,
      'http://127.0.0.1',
    ]) {
      expect((await put({ origin })).status, origin).toBe(403);
    }
    expect((await put({})).status).toBe(403);
    expect((await put({ origin: door.origin })).status).toBe(201);
    const embedded = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    expect((await door.ask('/media/rec_0/pcm', { headers: embedded })).status).toBe(403);
    expect((await door.ask('/', { headers: { cookie, origin: 'http://evil.example' } })).status).toBe(403);
  });

  test('other methods are not allowed', async () => {
    for (const method of ['POST', 'DELETE', 'OPTIONS']) {
      const answer = await door.ask('/', { method, headers: { cookie, origin: door.origin } });
      expect([answer.status, answer.headers.allow], method).toEqual([405, 'GET, HEAD']);
    }
    const get = await door.ask('/files/upload', { headers: { cookie } });
    expect([get.status, get.headers.allow]).toEqual([405, 'PUT']);
    expect((await door.ask('/rpc', { headers: { cookie } })).status).toBe(426);
  });
});

test('strangers are slowed down', async () => {
  const door = await openDoor({ limits: { strangerBurst: 3, strangersPerSecond: 0 } });
  try {
    const statuses = [];
    for (let index = 0; index < 5; index += 1) statuses.push((await door.ask('/?code=guess')).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    // But they keep nobody out who has the code.
    const cookie = await door.enter();
    expect((await door.ask('/', { headers: { cookie } })).status).toBe(200);
  } finally {
    await door.stop();
  }
});

test('requests are limited in rate', async () => {
  const door = await openDoor({ limits: { requestBurst: 2, requestsPerSecond: 0 } });
  try {
    const cookie = await door.enter();
    const statuses = [];
    for (let index = 0; index < 3; index += 1)
      statuses.push((await door.ask('/', { headers: { cookie } })).status);
    expect(statuses).toEqual([200, 200, 429]);
  } finally {
    await door.stop();
  }
});

test('an allowed tunnel host is answered, with its own origin, on either scheme', () => {
  const hosts = acceptedHosts({
    port: 4847,
    secure: false,
    address: '127.0.0.1',
    allowHosts: ['Lab.example'],
  });
  const from = (host: string, origin?: string) => refuseOrigin(hosts, { host, origin }, true);
  expect(from('lab.example', 'https://lab.example')).toBeNull();
  expect(from('lab.example:4847', 'http://lab.example:4847')).toBeNull();
  expect(from('lab.example', 'https://other.example')).toMatch(/another origin/);
  expect(from('other.example', 'https://other.example')).toMatch(/host name/);
  expect(from('lab.example')).toMatch(/no origin/);
});

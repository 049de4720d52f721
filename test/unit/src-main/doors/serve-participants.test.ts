import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDoor, type Door } from './serve-fixture.ts';

const OPEN = 'A'.repeat(32);
const CLOSED = 'B'.repeat(32);

describe("participants' links", () => {
  let door: Door;
  const seen: { path: string; method: string; body: string }[] = [];
  beforeAll(async () => {
    door = await openDoor({
      participants: {
        isOpen: (token) => token === OPEN,
        answer: async (_, path, request) => {
          seen.push({ path, method: request.method, body: await request.text() });
          return new Response('told', { headers: { 'cache-control': 'no-store' } });
        },
      },
    });
  });
  afterAll(() => door.stop());
  const host = () => ({ host: `127.0.0.1:${door.server.port}` });

  it('open the test without a cookie, and set none', async () => {
    const answer = await door.ask(`/test/${OPEN}/state`, { headers: host() });
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    expect(seen.at(-1)).toMatchObject({ path: 'state', method: 'GET' });
    expect((await door.ask(`/test/${OPEN}`, { headers: host() })).status).toBe(308);
    expect((await door.ask(`/test/${OPEN}/assets/index-AbCd1234.js`, { headers: host() })).status).toBe(200);
  });

  it('open nothing else', async () => {
    for (const path of [
      `/test/${OPEN}/index.html`,
      `/test/${OPEN}/assets/../index.html`,
      `/test/${OPEN}/media/rec/pcm`,
      `/test/${OPEN}/files/upload`,
    ]) {
      const before = seen.length;
      const answer = await door.ask(path, { headers: host() });
      // Unknown paths go to the test's own handler, which knows four of them; never to the window's.
      expect(answer.status === 404 || seen.length === before + 1, path).toBe(true);
    }
    for (const path of ['/', '/media/x/pcm', '/assets/index-AbCd1234.js', '/rpc']) {
      expect(
        (await door.ask(path, { headers: { ...host(), cookie: `divisi-${door.server.port}=${OPEN}` } }))
          .status,
      ).toBe(401);
    }
  });

  it('are all the same where they are closed or wrong', async () => {
    const answers = await Promise.all(
      [`/test/${CLOSED}/`, `/test/${CLOSED}/state`, '/test/x/', '/test/'].map((path) =>
        door.ask(path, { headers: host() }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  it('take answers from their own page only, and no large ones', async () => {
    const origin = { ...host(), origin: `http://127.0.0.1:${door.server.port}` };
    const put = (headers: Record<string, string>, body: string) =>
      door.ask(`/test/${OPEN}/answer`, {
        method: 'PUT',
        headers: { ...headers, 'content-length': String(body.length) },
        body,
      });
    expect((await put(origin, '{"a":1}')).status).toBe(200);
    expect(seen.at(-1)).toEqual({ path: 'answer', method: 'PUT', body: '{"a":1}' });
    expect((await put({ ...host(), origin: 'http://evil.example' }, '{}')).status).toBe(403);
    expect((await put(host(), '{}')).status).toBe(403);
    expect((await put(origin, 'x'.repeat(300_000))).status).toBe(413);
  });
});

import { connect as connectTcp } from 'node:net';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openDoor, type Door } from './serve-fixture.ts';

let door: Door;
let cookie: string;
beforeAll(async () => {
  door = await openDoor({
    limits: { sockets: 2, socketMessageBytes: 100_000, messageBurst: 20, messagesPerSecond: 0 },
  });
  cookie = await door.enter();
});
afterAll(() => door.stop());

const connect = (headers: Record<string, string>, path = '/rpc'): Promise<WebSocket | number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${door.server.port}${path}`, { headers });
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.once('error', reject);
  });

async function opened(): Promise<WebSocket> {
  const socket = await connect({ cookie, origin: door.origin });
  if (typeof socket === 'number') throw new Error(`Refused with ${socket}`);
  return socket;
}

const closed = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => socket.once('close', (code) => resolve(code)));

test('a socket needs the cookie, this origin, this host and the one path', async () => {
  expect(await connect({ origin: door.origin })).toBe(401);
  expect(await connect({ cookie: `${cookie}x`, origin: door.origin })).toBe(401);
  expect(await connect({ cookie })).toBe(403);
  expect(await connect({ cookie, origin: 'http://evil.example' })).toBe(403);
  expect(await connect({ cookie, origin: door.origin, host: 'evil.example' })).toBe(403);
  expect(await connect({ cookie, origin: 'http://evil.example', host: 'evil.example' })).toBe(403);
  expect(await connect({ cookie, origin: door.origin }, '/other')).toBe(404);
});

test('a refused client that does not hang up is cut off: it holds no connection', async () => {
  const stubborn = connectTcp({ port: door.server.port, host: '127.0.0.1', allowHalfOpen: true });
  const cut = new Promise<void>((resolve) => stubborn.once('error', () => resolve()));
  stubborn.write(
    'GET /rpc HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  const answer = await new Promise<string>((resolve) =>
    stubborn.once('data', (data) => resolve(String(data))),
  );
  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  const knock = setInterval(() => stubborn.write('x'), 10);
  await cut;
  clearInterval(knock);
  stubborn.destroy();
});

test('it carries the router', async () => {
  const socket = await opened();
  const client = createORPCClient<{ echo(input: unknown): Promise<unknown> }>(
    new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
  );
  expect(await client.echo({ a: [1, 2] })).toEqual({ heard: { a: [1, 2] } });
  socket.close();
  await closed(socket);
});

test('a message above the limit, or too many of them, end the connection', async () => {
  const large = await opened();
  large.send('x'.repeat(100_001));
  expect(await closed(large)).toBe(1009);
  const flood = await opened();
  for (let index = 0; index < 40; index += 1) flood.send('{"i":"1","t":4,"p":{}}');
  expect(await closed(flood)).toBe(1006);
});

test('more windows than the limit are refused', async () => {
  const open = [await opened(), await opened()];
  expect(await connect({ cookie, origin: door.origin })).toBe(429);
  for (const socket of open) {
    socket.close();
    await closed(socket);
  }
});

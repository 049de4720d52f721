import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openDoor, type Door } from './serve-fixture.ts';

async function setUp(limits: Partial<{ halfOpen: number; halfOpenMs: number }>): Promise<Door> {
  const door = await openDoor({ limits });
  onTestFinished(() => door.stop());
  return door;
}

/** Connections that begin a request and never end it. */
async function halfOpen(door: Door, count: number): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, () => connect({ port: door.server.port, host: '127.0.0.1' }));
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()));
  for (const socket of sockets) {
    socket.on('error', () => {});
    if (socket.connecting) await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\nHost: ');
  }
  return sockets;
}

test('300 half-open connections keep out neither the key nor who has it', async () => {
  const door = await setUp({ halfOpenMs: 600_000 });
  const silent = await halfOpen(door, 300);
  const cookie = await door.enter();
  expect((await door.ask('/', { headers: { cookie } })).status).toBe(200);
  // The oldest went; the others may stay as long as their time lasts.
  await sleep(50);
  expect(
    silent.filter(({ destroyed, readableEnded }) => destroyed || readableEnded).length,
  ).toBeGreaterThanOrEqual(300 - 64);
});

test('one that takes too long for its headers is closed', async () => {
  const door = await setUp({ halfOpenMs: 50 });
  const [silent] = await halfOpen(door, 1);
  if (silent === undefined) throw new Error('nothing connected');
  silent.resume();
  await once(silent, 'close');
});

test('who is let in keeps the connection, and who is not loses it', async () => {
  const door = await setUp({ halfOpenMs: 100 });
  const cookie = await door.enter();
  expect((await door.ask('/', { headers: { cookie, connection: 'keep-alive' } })).headers.connection).toBe(
    'keep-alive',
  );
  expect((await door.ask('/', { headers: { connection: 'keep-alive' } })).headers.connection).toBe('close');
});

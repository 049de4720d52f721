import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { isFrame } from '../frame.ts';
import { TokenBucket, type ServeLimits } from './limits.ts';

export type { AnyRouter };

export interface SocketOptions {
  readonly router: AnyRouter;
  readonly limits: ServeLimits;
  readonly log: (line: string) => void;
  /** Returns why an upgrade is refused, or null. */
  readonly refuse: (headers: IncomingHttpHeaders) => { status: number; reason: string } | null;
}

const HEARTBEAT_MS = 20_000;
/** A page with this much unread data has gone or is stuck. */
const MOST_UNREAD_BYTES = 64 * 1024 * 1024;

/** Connects the router to WebSockets at `/rpc`. */
export function attachSockets(server: Server, options: SocketOptions): { close(): void } {
  const { limits } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.socketMessageBytes,
    perMessageDeflate: false,
  });
  const answered = new WeakSet<WebSocket>();

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const path = (request.url ?? '').split('?')[0];
    const refusal =
      path === '/rpc' ? options.refuse(request.headers) : { status: 404, reason: 'No such socket' };
    if (refusal !== null) return reject(stream, refusal.status, refusal.reason);
    if (sockets.clients.size >= limits.sockets) return reject(stream, 429, 'Too many windows');
    sockets.handleUpgrade(request, stream, head, open);
  });

  const open = (socket: WebSocket): void => {
    const messages = new TokenBucket(limits.messagesPerSecond, limits.messageBurst);
    answered.add(socket);
    socket.on('pong', () => answered.add(socket));
    // For oversized messages or invalid frames, ws itself closes the socket with the right code.
    socket.on('error', () => undefined);
    socket.on('message', () => {
      if (!messages.take()) socket.terminate();
    });
    const rpc = new RPCHandler<Record<never, never>>(options.router);
    rpc.upgrade(framesOf(socket), { context: {} }).catch((error: unknown) => {
      options.log(`internal error: ${String(error)}`);
      socket.terminate();
    });
  };

  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!answered.has(socket) || socket.bufferedAmount > MOST_UNREAD_BYTES) {
        socket.terminate();
        continue;
      }
      answered.delete(socket);
      socket.ping();
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();

  return {
    close: () => {
      clearInterval(heartbeat);
      for (const socket of sockets.clients) {
        socket.close(1001, 'Divisi is closing');
        socket.terminate();
      }
      sockets.close();
    },
  };
}

type Upgradable = Parameters<RPCHandler<Record<never, never>>['upgrade']>[0];

/** Adapts a socket for the handler and drops messages outside its protocol, as they expect no answer. */
function framesOf(socket: WebSocket): Upgradable {
  const frames = {
    send: (data: string) => socket.send(data),
    addEventListener: (event: string, listener: (event: { data: unknown }) => void) => {
      if (event === 'close') socket.on('close', () => listener({ data: null }));
      if (event !== 'message') return;
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        const text = isBinary ? null : data.toString();
        if (isFrame(text)) listener({ data: text });
      });
    },
  };
  // The handler listens only for these two events and reads only `data`.
  return frames as unknown as Upgradable;
}

function reject(stream: Duplex, status: number, reason: string): void {
  const body = `${reason}\n`;
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    // The server's timeouts do not apply after an upgrade, so a client that never hangs up would keep its connection.
    () => stream.destroy(),
  );
}

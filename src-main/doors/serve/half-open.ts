import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

export interface HalfOpenLimits {
  /** Maximum number of simultaneous connections that have not sent a request yet. */
  readonly halfOpen: number;
  /** Time limit for sending the headers of the first request, including the TLS handshake. */
  readonly halfOpenMs: number;
}

/** Identifies a connection by its remote end, because TLS shows the server a different socket object. */
const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress ?? ''} ${remotePort ?? ''}`;

/**
 * Keeps idle connections from crowding out active ones: each has a short time limit, and if there are too many, the
 * oldest is closed so that a new client can always connect.
 */
export function limitHalfOpen(server: Server, { halfOpen, halfOpenMs }: HalfOpenLimits): void {
  // In order of arrival.
  const silent = new Map<string, Socket>();

  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket);
    silent.set(key, socket);
    const late = setTimeout(() => {
      if (silent.get(key) === socket) socket.destroy();
    }, halfOpenMs);
    late.unref();
    socket.once('close', () => {
      clearTimeout(late);
      if (silent.get(key) === socket) silent.delete(key);
    });
    const [oldest] = silent.values();
    if (silent.size > halfOpen) oldest?.destroy();
  });

  const spoke = ({ socket }: IncomingMessage): void => void silent.delete(keyOf(socket));
  server.on('request', spoke);
  server.on('upgrade', spoke);
}

import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

export interface HalfOpenLimits {
  /** Connections at once that have not sent a request yet. */
  readonly halfOpen: number;
  /** How long one may take to send its first request's headers, the handshake of TLS included. */
  readonly halfOpenMs: number;
}

/** A connection by its other end: TLS shows the server another object than it was connected by. */
const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress ?? ''} ${remotePort ?? ''}`;

/**
 * Keeps connections that say nothing from taking the place of those that do: each has a short time of its own, and
 * where there are too many the oldest goes, so that a newcomer always gets in.
 */
export function limitHalfOpen(server: Server, { halfOpen, halfOpenMs }: HalfOpenLimits): void {
  // In the order of their arrival.
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

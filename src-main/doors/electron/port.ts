import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { isFrame } from '../frame.ts';

/** A port as Electron's main process and Node have it. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/**
 * Carries the router over a port. The handler takes whatever is no message of its protocol for a bug, which nobody
 * catches and which ends the program: here it is dropped, as nobody waits for an answer to it.
 */
export function attachPort(router: AnyRouter, port: Port): void {
  const rpc = new RPCHandler<Record<never, never>>(router);
  rpc.upgrade(
    {
      postMessage: (message: unknown) => port.postMessage(message),
      on: (event: string, listener: (event?: { data: string }) => void) => {
        if (event === 'close') port.on('close', () => listener());
        if (event !== 'message') return;
        port.on('message', (received) => {
          const data = dataOf(received);
          if (isFrame(data)) listener({ data });
        });
      },
    },
    { context: {} },
  );
}

/** Electron hands an event over, Node the message itself. */
const dataOf = (received: unknown): unknown =>
  typeof received === 'object' && received !== null && 'data' in received ? received.data : received;

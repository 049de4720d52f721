import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { isFrame } from '../frame.ts';

/** The common port interface of Electron's main process and Node. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/**
 * Connects the router to a port. The handler throws on messages outside its protocol, which would end the program; such
 * messages are dropped here, as they expect no answer.
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

/** Electron passes an event, Node the message itself. */
const dataOf = (received: unknown): unknown =>
  typeof received === 'object' && received !== null && 'data' in received ? received.data : received;

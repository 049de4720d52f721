import { z } from 'zod';

/**
 * A child's channel to its parent: Node's fork channel, or Electron's `process.parentPort` in a utility
 * process.
 */
export interface ParentChannel {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called when the parent has exited. Electron ends its utility processes by itself. */
  onClose(listener: () => void): void;
  /** Posts the last message and waits until it has left this process. */
  finish(message: unknown): Promise<void>;
}

interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

const isParentPort = (value: unknown): value is ParentPort =>
  z.object({ postMessage: z.function(), on: z.function() }).safeParse(value).success;

/** @throws Error if the module was not started as a child process */
export function parentChannel(): ParentChannel {
  const port: unknown = 'parentPort' in process ? process.parentPort : undefined;
  if (isParentPort(port)) return electronChannel(port);
  if (process.send !== undefined) return forkChannel(process.send.bind(process));
  throw new Error('task-process is started by Divisi, not by hand');
}

function forkChannel(send: NonNullable<typeof process.send>): ParentChannel {
  return {
    post: (message) => void send(message),
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) => void process.on('disconnect', listener),
    finish: (message) =>
      new Promise((resolve) => {
        send(message, undefined, undefined, () => resolve());
      }),
  };
}

/** Time for Electron to deliver a message: its port has no callback for "sent". */
const FLUSH_MS = 50;

function electronChannel(port: ParentPort): ParentChannel {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', (event) => listener(event.data)),
    onClose: () => {},
    finish: async (message) => {
      port.postMessage(message);
      await new Promise((resolve) => setTimeout(resolve, FLUSH_MS));
    },
  };
}

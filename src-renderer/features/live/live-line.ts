import { Failure, type FailureData } from '../../../src-shared/contract/failure.ts';
import type { LiveInputOpened } from '../../../src-shared/contract/live-input.ts';

/** What the thread begins with. */
export interface LineStart {
  readonly opened: LiveInputOpened;
  /** Blocks that may be under way. */
  readonly most: number;
  /** Blocks arrive here, and stems are sent back. */
  readonly port: MessagePort;
}

export type LineFailure = { readonly failure: FailureData } | { readonly bug: string };

/**
 * Opens a line to the host in a thread of its own, so that drawing never delays the sound; it ends when `signal` fires.
 * @returns the port that takes blocks and gives stems
 */
export function openLine(
  opened: LiveInputOpened,
  most: number,
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const thread = new Worker(new URL('./live-worker.ts', import.meta.url), { type: 'module' });
  thread.onmessage = ({ data }: MessageEvent<LineFailure>) =>
    onFailure('failure' in data ? Failure.fromData(data.failure) : new Error(data.bug));
  thread.onerror = ({ message }) =>
    onFailure(new Failure('process/died', `The line to the model broke: ${message}`));
  const start: LineStart = { opened, most, port: port1 };
  thread.postMessage(start, [port1]);
  signal.addEventListener('abort', () => thread.terminate(), { once: true });
  if (signal.aborted) thread.terminate();
  return port2;
}

import type { HostEvent } from '../../src-shared/contract/schemas.ts';

/** More events than this waiting for one listener: it does not read, and is let go. */
export const MAX_WAITING = 2000;

/** Events about the same thing: while one waits, a newer one takes its place. */
function subjectOf(event: HostEvent): string {
  switch (event.type) {
    case 'job':
      return `job:${event.job.id}`;
    case 'recording':
      return `recording:${event.recording.id}`;
    case 'recording-removed':
      return `recording:${event.recordingId}`;
    case 'separation':
      return `separation:${event.separation.id}`;
    case 'separation-removed':
      return `separation:${event.separationId}`;
    case 'project':
      return `project:${event.projectId}`;
    case 'models':
      return 'models';
  }
}

interface Listener {
  readonly waiting: Map<string, HostEvent>;
  wake: () => void;
  overrun: boolean;
}

/**
 * All changes, to whoever listens. A slow listener costs at most one waiting event a thing, and beyond
 * `MAX_WAITING` of them it is closed, to fetch everything anew.
 */
export class EventBus {
  readonly #listeners = new Set<Listener>();
  #open = true;

  publish(event: HostEvent): void {
    const subject = subjectOf(event);
    for (const listener of this.#listeners) {
      // Deleted first, so that the newer event goes to the end of the line.
      listener.waiting.delete(subject);
      if (listener.waiting.size >= MAX_WAITING) listener.overrun = true;
      else listener.waiting.set(subject, event);
      listener.wake();
    }
  }

  /**
   * Every event from the moment of this call on: what is published before the first `next` is not lost.
   * Ends with `signal`, with the bus, or where the listener does not keep up.
   */
  listen(signal: AbortSignal | undefined): AsyncGenerator<HostEvent, void, void> {
    const listener: Listener = { waiting: new Map(), wake: () => {}, overrun: false };
    this.#listeners.add(listener);
    return this.#events(listener, signal);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  close(): void {
    this.#open = false;
    for (const listener of this.#listeners) listener.wake();
  }

  async *#events(listener: Listener, signal: AbortSignal | undefined): AsyncGenerator<HostEvent, void, void> {
    const stop = (): void => listener.wake();
    signal?.addEventListener('abort', stop);
    try {
      while (this.#open && !listener.overrun && signal?.aborted !== true) {
        const next = listener.waiting.entries().next();
        if (next.done !== true) {
          const [subject, event] = next.value;
          listener.waiting.delete(subject);
          yield event;
          continue;
        }
        await new Promise<void>((resolve) => {
          listener.wake = resolve;
        });
        listener.wake = () => {};
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#listeners.delete(listener);
    }
  }
}

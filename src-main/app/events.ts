import { AsyncIteratorClass } from '@orpc/server';
import type { HostEvent } from '../../src-shared/contract/events.ts';

/** More events than this waiting for one listener: it does not read, and is let go. */
export const MAX_WAITING = 2000;

/** Events about the same thing: while one waits, a newer one takes its place. */
function subjectOf(event: HostEvent): string {
  switch (event.type) {
    case 'job':
      return `job:${event.job.id}`;
    case 'job-removed':
      return `job:${event.jobId}`;
    case 'recording':
      return `recording:${event.recording.id}`;
    case 'recording-removed':
      return `recording:${event.recordingId}`;
    case 'separation':
      return `separation:${event.separation.id}`;
    case 'separation-removed':
      return `separation:${event.separationId}`;
    case 'stems-grew':
      return `stems:${event.separationId}`;
    case 'project':
      return `project:${event.projectId}`;
    case 'quality':
      return `quality:${event.separationId}`;
    case 'excerpts':
      return `excerpts:${event.recordingId}`;
    case 'notes':
      return `notes:${event.recordingId}`;
    case 'tags':
    case 'vectors':
    case 'models':
    case 'trash':
    case 'adaptations':
    case 'trust':
      return event.type;
  }
}

interface Listener {
  readonly waiting: Map<string, HostEvent>;
  wake: () => void;
  open: boolean;
}

/**
 * All changes, to whoever listens. A slow listener costs at most one waiting event a thing, and beyond
 * `MAX_WAITING` of them it is closed, to fetch everything anew.
 */
export class EventBus {
  readonly #listeners = new Set<Listener>();

  publish(event: HostEvent): void {
    const subject = subjectOf(event);
    for (const listener of this.#listeners) {
      // Deleted first, so that the newer event goes to the end of the line.
      listener.waiting.delete(subject);
      if (listener.waiting.size >= MAX_WAITING) this.#end(listener);
      else listener.waiting.set(subject, event);
      listener.wake();
    }
  }

  /**
   * Every event from the moment of this call on: what is published before the first `next` is not lost.
   * Ends with `signal`, with `return` (though a `next` is waiting), with the bus, or where the listener does not
   * keep up.
   */
  listen(signal: AbortSignal | undefined): AsyncIteratorClass<HostEvent, undefined, undefined> {
    const listener: Listener = { waiting: new Map(), wake: () => {}, open: true };
    const end = (): void => this.#end(listener);
    this.#listeners.add(listener);
    signal?.addEventListener('abort', end);
    if (signal?.aborted === true) end();
    return new AsyncIteratorClass<HostEvent, undefined, undefined>(
      async () => {
        while (listener.open) {
          const [waiting] = listener.waiting;
          if (waiting !== undefined) {
            const [subject, value] = waiting;
            listener.waiting.delete(subject);
            return { done: false, value };
          }
          await new Promise<void>((resolve) => {
            listener.wake = resolve;
          });
        }
        return { done: true, value: undefined };
      },
      () => {
        signal?.removeEventListener('abort', end);
        end();
        return Promise.resolve();
      },
    );
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Ends every stream: who still wants to know fetches everything anew, and listens again. */
  close(): void {
    for (const listener of this.#listeners) this.#end(listener);
  }

  #end(listener: Listener): void {
    listener.open = false;
    this.#listeners.delete(listener);
    listener.wake();
  }
}

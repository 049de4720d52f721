import { AsyncIteratorClass } from '@orpc/server';
import type { HostEvent } from '../../src-shared/contract/events.ts';

/** A listener with more waiting events than this is not reading, and is disconnected. */
export const MAX_WAITING = 2000;

/** Events with the same subject: a newer one replaces an older one that is still waiting. */
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
    case 'study':
      return `study:${event.studyId}`;
    case 'batch':
    case 'watch':
    case 'queue':
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
 * Broadcasts every change to all listeners. A slow listener holds at most one waiting event per subject;
 * beyond `MAX_WAITING` events it is closed and has to fetch its state again.
 */
export class EventBus {
  readonly #listeners = new Set<Listener>();

  publish(event: HostEvent): void {
    const subject = subjectOf(event);
    for (const listener of this.#listeners) {
      // Deleted first, so that the newer event moves to the end of the queue.
      listener.waiting.delete(subject);
      if (listener.waiting.size >= MAX_WAITING) this.#end(listener);
      else listener.waiting.set(subject, event);
      listener.wake();
    }
  }

  /**
   * Every event from this call on: events published before the first `next` are not lost. The stream ends
   * with `signal`, with `return` (even while a `next` is pending), with the bus, or when the listener falls
   * too far behind.
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

  /** Ends every stream. A client that still needs events fetches its state again and listens again. */
  close(): void {
    for (const listener of this.#listeners) this.#end(listener);
  }

  #end(listener: Listener): void {
    listener.open = false;
    this.#listeners.delete(listener);
    listener.wake();
  }
}

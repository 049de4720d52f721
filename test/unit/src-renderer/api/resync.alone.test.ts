/** A window whose connection broke for a while, in which the host went on. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostEvent } from '../../../../src-shared/contract/events.ts';
import { newRecordingId } from '../../../../src-shared/project/ids.ts';
import { exampleRecording } from '../../../support/recording.ts';
import { readySeparation } from '../../../support/separation.ts';

const recording = exampleRecording();

const host = vi.hoisted(() => ({
  separations: [] as unknown[],
  cut: (): void => undefined,
  send: (_: unknown): void => undefined,
}));
vi.mock('../../../../src-renderer/api/connection.ts', () => ({
  connection: { state: 'open', start: () => undefined, subscribe: () => () => undefined },
}));
vi.mock('../../../../src-renderer/api/client.ts', () => ({
  api: {
    system: {
      /** Events until the connection is cut. */
      events: () => {
        const waiting: unknown[] = [];
        let wake = (): void => undefined;
        const line = { isCut: false };
        host.send = (event) => {
          waiting.push(event);
          wake();
        };
        host.cut = () => {
          line.isCut = true;
          wake();
        };
        return Promise.resolve(
          (async function* () {
            for (;;) {
              yield* waiting.splice(0);
              if (line.isCut) throw new Error('The line broke');
              await new Promise<void>((resolve) => (wake = resolve));
            }
          })(),
        );
      },
      capabilities: () => Promise.resolve({}),
      settings: () => Promise.resolve({}),
    },
    library: {
      trust: () => Promise.resolve({ trusted: true }),
      page: () => Promise.resolve({ recordings: [recording], total: 1 }),
      get: () => Promise.resolve({ recording, separations: host.separations }),
    },
    jobs: { list: () => Promise.resolve([]), queue: () => Promise.resolve({ paused: false }) },
    batch: { current: () => Promise.resolve(null) },
  },
}));

const store = await import('../../../../src-renderer/api/store.ts');

describe('after the connection broke for a while', () => {
  beforeAll(async () => {
    vi.useFakeTimers();
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    store.startStore();
    await vi.advanceTimersByTimeAsync(10);
  });
  afterAll(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  beforeEach(() => {
    host.separations = [];
  });
  const reconnect = async (): Promise<void> => {
    host.cut();
    await vi.advanceTimersByTimeAsync(5_000);
  };

  it('what is loaded on an event is loaded again, once, because the event was missed', async () => {
    const changed = vi.fn();
    const event: HostEvent = { type: 'notes', recordingId: recording.id, revision: 2 };
    const unfollow = store.onHostChange(
      (sent) => sent.type === 'notes' && sent.recordingId === recording.id,
      changed,
    );
    host.send({ ...event, recordingId: newRecordingId() });
    await vi.advanceTimersByTimeAsync(10);
    expect(changed).not.toHaveBeenCalled();
    host.send(event);
    await vi.advanceTimersByTimeAsync(10);
    expect(changed).toHaveBeenCalledTimes(1);
    await reconnect();
    expect(changed).toHaveBeenCalledTimes(2);
    unfollow();
    await reconnect();
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it('shows the first separation of a recording whose page is open', async () => {
    await store.loadRecording(recording.id);
    const made = readySeparation({ recordingId: recording.id });
    host.separations = [made];
    await reconnect();
    expect([...store.hostState().separations.keys()]).toEqual([made.id]);
  });
});

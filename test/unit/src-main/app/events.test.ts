import { describe, expect, it } from 'vitest';
import { EventBus, MAX_WAITING } from '../../../../src-main/app/events.ts';
import type { HostEvent } from '../../../../src-shared/contract/events.ts';
import { newProjectId, newRecordingId, type ProjectId } from '../../../../src-shared/project/ids.ts';

const project = (projectId: ProjectId, revision: number): HostEvent => ({
  type: 'project',
  projectId,
  revision,
});

async function take(
  events: AsyncIterator<HostEvent, unknown, undefined>,
  count: number,
): Promise<HostEvent[]> {
  const taken: HostEvent[] = [];
  while (taken.length < count) {
    const next = await events.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

describe('the event bus', () => {
  it('hands every listener what was published since it listened', async () => {
    const bus = new EventBus();
    const id = newProjectId();
    bus.publish(project(id, 1));
    const one = bus.listen(undefined);
    bus.publish(project(id, 2));
    const two = bus.listen(undefined);
    bus.publish({ type: 'models' });
    expect(await take(one, 2)).toEqual([project(id, 2), { type: 'models' }]);
    expect(await take(two, 1)).toEqual([{ type: 'models' }]);
    const later = take(one, 1);
    bus.publish(project(id, 3));
    expect(await later).toEqual([project(id, 3)]);
  });

  it('lets a newer event about the same thing take the place of one that waits, at the end of the line', async () => {
    const bus = new EventBus();
    const listener = bus.listen(undefined);
    const [a, b] = [newProjectId(), newProjectId()];
    const recordingId = newRecordingId();
    for (const event of [project(a, 1), project(b, 1), project(a, 2)]) bus.publish(event);
    bus.publish({ type: 'recording-removed', recordingId });
    expect(await take(listener, 3)).toEqual([
      project(b, 1),
      project(a, 2),
      { type: 'recording-removed', recordingId },
    ]);
  });

  it('lets a listener go that does not read', async () => {
    const bus = new EventBus();
    const listener = bus.listen(undefined);
    for (let index = 0; index <= MAX_WAITING; index += 1) bus.publish(project(newProjectId(), 1));
    expect(await listener.next()).toEqual({ done: true, value: undefined });
    expect(bus.listeners).toBe(0);
  });

  it('ends with the signal, with the listener though it waits, and with the bus', async () => {
    const bus = new EventBus();
    const done = { done: true, value: undefined };
    const controller = new AbortController();
    const signalled = bus.listen(controller.signal);
    const waiting = signalled.next();
    controller.abort();
    expect(await waiting).toEqual(done);
    expect(await bus.listen(controller.signal).next()).toEqual(done);

    const left = bus.listen(undefined);
    const asked = left.next();
    await left.return();
    expect(await asked).toEqual(done);
    await bus.listen(undefined).return();
    expect(bus.listeners).toBe(0);

    const closed = bus.listen(undefined);
    const last = closed.next();
    bus.close();
    expect(await last).toEqual(done);
    expect(bus.listeners).toBe(0);
  });
});

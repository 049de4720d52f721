import { describe, expect, test } from 'vitest';
import { describedEvents, isEvents } from '../../../../src-renderer/api/events.ts';

async function* stream(onEnd: () => void = () => undefined): AsyncGenerator<number, void, void> {
  try {
    yield 1;
    yield 2;
    throw new Error('raw');
  } finally {
    onEnd();
  }
}

const described = (onEnd?: () => void) =>
  describedEvents(stream(onEnd), (error) => Promise.resolve(new Error('described', { cause: error })));

describe('events of a call', () => {
  test('are told from other answers', () => {
    expect(isEvents(stream())).toBe(true);
    for (const other of [null, undefined, 1, [], {}, { next: 1 }]) expect(isEvents(other)).toBe(false);
  });

  test('pass as they are, and the error that ends them is described', async () => {
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const event of described()) seen.push(event);
    })();
    await expect(reading).rejects.toThrow('described');
    expect(seen).toEqual([1, 2]);
  });

  test('whoever leaves early ends them', async () => {
    let ended = 0;
    for await (const event of described(() => (ended += 1))) if (event === 1) break;
    expect(ended).toBe(1);
  });
});

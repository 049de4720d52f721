import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runLiveInput, type LiveInputEvent } from '../../../../src-main/separation/live-input.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';
import type { TaskContext } from '../../../../src-shared/contract/task-context.ts';

const models = join(import.meta.dirname, '../../../../models');
const request = {
  modelDir: join(models, 'conv-tasnet-causal'),
  players: ensembleOf(['violin']),
  delay: 'medium' as const,
  threads: 1,
  slowest: 100,
};

const contextOf = (signal: AbortSignal): TaskContext<LiveInputEvent> & { events: LiveInputEvent[] } => {
  const events: LiveInputEvent[] = [];
  return {
    signal,
    events,
    progress: () => undefined,
    event: (event) => events.push(event),
    receive: () => undefined,
  };
};

test('a machine that needs more than the limit is told by how much', async () => {
  const run = runLiveInput({ ...request, slowest: 1e-6 }, contextOf(new AbortController().signal));
  const failure = { code: 'live/too-slow', details: { realTimeFactor: expect.any(Number) as number } };
  await expect(run).rejects.toMatchObject(failure);
});

test('a model without state is refused', async () => {
  const run = runLiveInput(
    { ...request, modelDir: join(models, 'conv-tasnet') },
    contextOf(new AbortController().signal),
  );
  await expect(run).rejects.toMatchObject({ code: 'model/unsupported' });
});

test('a message that is no block ends it; a cancelled one ends too', async () => {
  const stop = new AbortController();
  const context = contextOf(stop.signal);
  let send: (message: unknown) => void = () => undefined;
  const run = runLiveInput(request, { ...context, receive: (listener) => (send = listener) });
  await expect.poll(() => context.events.length, { timeout: 60_000 }).toBe(1);
  expect(() => send({ block: 'x' })).toThrow();
  stop.abort();
  await expect(run).rejects.toMatchObject({ code: 'call/cancelled' });
});

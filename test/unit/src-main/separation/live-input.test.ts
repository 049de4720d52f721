import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runLiveInput, type LiveInputEvent } from '../../../../src-main/separation/live-input.ts';
import { seededNoise } from '../../../../src-main/separation/live-noise.ts';
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

test('blocks that wait are run together, and give the stems that each gives alone', async () => {
  // Whole blocks of each length that may be chosen: 1760, 3520 and 5280 samples.
  const input = seededNoise(21_120, 1);
  const stemsOf = async (isWaited: boolean): Promise<Float32Array[]> => {
    const stop = new AbortController();
    const context = contextOf(stop.signal);
    let send: (message: unknown) => void = () => undefined;
    const run = runLiveInput(request, { ...context, receive: (listener) => (send = listener) });
    const events = (count: number) =>
      expect.poll(() => context.events.length, { timeout: 60_000 }).toBe(count);
    await events(1);
    const [ready] = context.events;
    if (ready?.type !== 'ready') throw new Error('it begins with what it takes');
    const { block: length } = ready.ready;
    const count = input.length / length;
    for (let block = 0; block < count; block += 1) {
      send({ block, samples: input.slice(block * length, (block + 1) * length) });
      if (isWaited) await events(block + 2);
    }
    await events(count + 1);
    stop.abort();
    await expect(run).rejects.toMatchObject({ code: 'call/cancelled' });
    const whole = [new Float32Array(input.length), new Float32Array(input.length)];
    for (const event of context.events) {
      if (event.type === 'block')
        whole.forEach((stem, at) => stem.set(event.stems[at] ?? [], event.block * length));
    }
    return whole;
  };
  const alone = await stemsOf(true);
  const together = await stemsOf(false);
  const differences = together.flatMap((stem, at) => [
    ...stem.map((value, n) => value - (alone[at]?.[n] ?? 0)),
  ]);
  expect(Math.max(...differences.map(Math.abs))).toBeLessThan(1e-5);
  for (const stem of alone) expect(stem.some((value) => Math.abs(value) > 0.01)).toBe(true);
});

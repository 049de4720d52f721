import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LiveInputOpened, liveInputBlock } from '../../src-shared/contract/live-input.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { tempDir } from '../support/temp.ts';
import { startHost } from './host-harness.ts';

const put = (host: Awaited<ReturnType<typeof startHost>>['host'], path: string, samples: Float32Array) =>
  host.media(
    new Request(`http://divisi${path}`, { method: 'PUT', body: new Uint8Array(samples.slice().buffer) }),
  );

test('a sound input is separated block by block; stems and rest are the input, late by the delay', async () => {
  const { host, client } = await startHost(join(tempDir(), 'library'));
  const leave = new AbortController();
  const events = await client.liveInput.open(
    { players: ensembleOf(['violin', 'cello']), delay: 'medium' },
    { signal: leave.signal },
  );
  const opened = LiveInputOpened.parse((await events.next()).value);
  expect(opened.stems.map(({ name }) => name)).toEqual(['violin', 'cello', 'rest']);
  expect(opened).toMatchObject({ sampleRate: 22_050, model: { id: 'conv-tasnet-causal' } });
  expect(opened.realTimeFactor).toBeGreaterThan(0);

  const { block, delay, id, sampleRate } = opened;
  const input = Float32Array.from(
    { length: 3 * block },
    (_, n) =>
      0.2 * Math.sin((2 * Math.PI * 880 * n) / sampleRate) +
      0.2 * Math.sin((2 * Math.PI * 98 * n) / sampleRate),
  );
  // All at once and in another order: the model takes them in theirs.
  const answers: Float32Array[] = [];
  await Promise.all(
    [2, 0, 1].map(async (n) => {
      const response = await put(host, liveInputBlock(id, n), input.slice(n * block, (n + 1) * block));
      expect(response.status).toBe(200);
      answers[n] = new Float32Array(await response.arrayBuffer());
    }),
  );
  const stem = (index: number): Float32Array => {
    const whole = new Float32Array(3 * block);
    for (const [n, answer] of answers.entries())
      whole.set(answer.subarray(index * block, (index + 1) * block), n * block);
    return whole;
  };
  const stems = [0, 1, 2].map(stem);
  for (let n = delay; n < 3 * block; n += 1) {
    const sum = stems.reduce((total, samples) => total + (samples[n] ?? 0), 0);
    if (Math.abs(sum - (input[n - delay] ?? 0)) > 1e-6) throw new Error(`the sum differs at ${n}`);
  }
  // The model takes part: the violin's stem is not silent, and not the input.
  expect(stems[0]?.some((sample) => Math.abs(sample) > 0.01)).toBe(true);

  expect((await put(host, liveInputBlock(id, 2), input.slice(0, block))).status).toBe(422);
  expect((await put(host, liveInputBlock(id, 3), input.slice(0, 100))).status).toBe(422);
  expect((await put(host, liveInputBlock(id, 3), new Float32Array(block).fill(Number.NaN))).status).toBe(422);
  expect((await put(host, `/media/${id}/pcm`, input.slice(0, block))).status).toBe(404);
  leave.abort();
  await events.return(undefined);
  await expect
    .poll(async () => (await put(host, liveInputBlock(id, 3), input.slice(0, block))).status)
    .toBe(409);
  await host.close();
});

test('a second session ends the first, and closing the host ends both', async () => {
  const { host, client } = await startHost(join(tempDir(), 'library'));
  const players = ensembleOf(['flute']);
  const first = await client.liveInput.open({ players, delay: 'long' });
  const one = LiveInputOpened.parse((await first.next()).value);
  const ended = first.next().then(
    () => 'ended',
    () => 'failed',
  );
  const second = await client.liveInput.open({ players, delay: 'long' });
  const two = LiveInputOpened.parse((await second.next()).value);
  expect(two.id).not.toBe(one.id);
  expect(await ended).toBe('failed');
  expect((await put(host, liveInputBlock(one.id, 0), new Float32Array(one.block))).status).toBe(409);
  const waiting = second.next().catch(() => null);
  await host.close();
  await waiting;
});

test('players that no model separates are refused', async () => {
  const { host, client } = await startHost(join(tempDir(), 'library'));
  const events = await client.liveInput.open({ players: ensembleOf(['piano']), delay: 'short' });
  await expect(events.next()).rejects.toMatchObject({ code: 'players/none' });
  await host.close();
});

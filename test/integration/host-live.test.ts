import { describe, expect, it } from 'vitest';
import type { Host } from '../../src-main/api/host.ts';
import type { HostEvent } from '../../src-shared/contract/events.ts';
import type { Separation } from '../../src-shared/contract/separation.ts';
import type { SeparationId, StemId } from '../../src-shared/project/ids.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { clientOf, ended, media, pcm } from './host-harness.ts';
import { importDuo, RATE } from './import-duo.ts';
import { eventually } from '../support/until.ts';

const FRAME_BYTES = 8;
const players = ensembleOf(['flute', 'cello']);

const range = (from: number, to: number): Record<string, string> => ({
  range: `bytes=${from * FRAME_BYTES}-${to * FRAME_BYTES - 1}`,
});

async function frames(host: Host, id: StemId, from: number, to: number): Promise<Float32Array> {
  const response = await media(host, id, 'pcm', range(from, to));
  if (response.status !== 206) throw new Error(await response.text());
  return new Float32Array(await response.arrayBuffer());
}

const bytesOf = (samples: Float32Array | undefined): Buffer =>
  Buffer.from((samples ?? new Float32Array(0)).buffer);

async function refusal(host: Host, id: StemId, from: number, to: number): Promise<unknown> {
  const response = await media(host, id, 'pcm', range(from, to));
  return [response.status, ((await response.json()) as { code: unknown }).code];
}

const runningOf = (events: readonly HostEvent[], id: SeparationId): Separation | undefined =>
  events.flatMap((event) =>
    event.type === 'separation' && event.separation.id === id && event.separation.live !== null
      ? [event.separation]
      : [],
  )[0];

const readyOf = (events: readonly HostEvent[], id: SeparationId): number =>
  events.reduce(
    (most, event) =>
      event.type === 'stems-grew' && event.separationId === id ? Math.max(most, event.readyFrames) : most,
    0,
  );

describe('a separation that runs', () => {
  it('can be heard as far as it is, to the very bytes that the finished stems have', async () => {
    const { host, client, events, recordingId } = await importDuo(20 * RATE);
    const passage = { from: RATE, to: 19 * RATE + 7 };
    const total = passage.to - passage.from;
    const { jobId, separationId } = await client.separation.start({ recordingId, players, ...passage });

    await eventually(() => expect(readyOf(events, separationId)).toBeGreaterThan(0));
    const live = runningOf(events, separationId)?.live;
    const stems = live?.stems ?? [];
    expect(stems.map(({ name, isRest, frames: length }) => [name, isRest, length])).toEqual([
      ['flute', false, total],
      ['cello', false, total],
      ['rest', true, total],
    ]);
    expect(runningOf(events, separationId)?.stems).toEqual([]);
    // A window that is opened, or loaded again, in the middle finds the same.
    const [seen] = (await clientOf(host).library.get({ recordingId })).separations;
    expect(seen?.live?.stems).toEqual(stems);
    expect(seen?.live?.readyFrames).toBeGreaterThan(0);

    const heard: { from: number; to: number; parts: Float32Array[] }[] = [];
    let refused = 0;
    for (let from = 0; from < total;) {
      await eventually(() => expect(readyOf(events, separationId)).toBeGreaterThan(from));
      const to = readyOf(events, separationId);
      heard.push({ from, to, parts: await Promise.all(stems.map(({ id }) => frames(host, id, from, to))) });
      const isRunning = (await client.jobs.list()).some(({ id, progress }) => id === jobId && progress < 0.5);
      if (isRunning && stems[0] !== undefined) {
        expect(await refusal(host, stems[0].id, to - 10, total)).toEqual([503, 'audio/not-ready']);
        refused += 1;
      }
      from = to;
    }
    expect(heard.length).toBeGreaterThan(2);
    expect(refused).toBeGreaterThan(0);

    expect(await ended(client, jobId)).toMatchObject({ state: 'done' });
    const [done] = (await client.library.get({ recordingId })).separations;
    expect(done).toMatchObject({ state: 'ready', live: null });
    expect(done?.stems.map(({ id }) => id)).toEqual(stems.map(({ id }) => id));
    for (const [index, { id }] of stems.entries()) {
      const whole = await pcm(host, id);
      for (const { from, to, parts } of heard) {
        expect(bytesOf(parts[index]).equals(bytesOf(whole.slice(from * 2, to * 2)))).toBe(true);
      }
    }
  });

  it('falls silent when it is cancelled, and is heard again with what it had when it goes on', async () => {
    const { host, client, events, recordingId } = await importDuo(30 * RATE);
    const { jobId, separationId } = await client.separation.start({ recordingId, players });
    await eventually(() => expect(readyOf(events, separationId)).toBeGreaterThan(3 * RATE));
    const stem = runningOf(events, separationId)?.live?.stems[0];
    if (stem === undefined) throw new Error('nothing is heard');
    const before = await frames(host, stem.id, 0, RATE);
    await client.jobs.cancel({ jobId });
    expect(await refusal(host, stem.id, 0, RATE)).toEqual([404, 'library/not-found']);
    const [cancelled] = (await client.library.get({ recordingId })).separations;
    expect(cancelled).toMatchObject({ state: 'cancelled', live: null, stems: [] });

    events.length = 0;
    await client.jobs.retry({ jobId });
    await eventually(() => expect(runningOf(events, separationId)?.live).toBeDefined());
    const again = runningOf(events, separationId)?.live;
    const [flute] = again?.stems ?? [];
    if (again == null || flute === undefined) throw new Error('nothing is heard');
    expect(flute.id).not.toBe(stem.id);
    expect(again.readyFrames).toBeGreaterThan(RATE);
    expect(await frames(host, flute.id, 0, RATE)).toEqual(before);
    // Gone while somebody listens.
    await client.library.remove({ recordingId });
    expect(await refusal(host, flute.id, 0, RATE)).toEqual([404, 'library/not-found']);
  });
});

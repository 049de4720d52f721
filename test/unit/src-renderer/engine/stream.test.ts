import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newStemId } from '../../../../src-shared/project/ids.ts';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import type { ToWorklet } from '../../../../src-renderer/engine/protocol.ts';
import { Streamer, type FetchPcm } from '../../../../src-renderer/engine/stream.ts';
import { planChunks, planRequests } from '../../../../src-renderer/engine/stream-plan.ts';
import { ChunkStore } from '../../../../src-renderer/engine/worklet/chunk-store.ts';
import { ramp } from './fixtures.ts';

const RATE = 8000;
const CHUNK = 1024;

describe('planChunks', () => {
  const plan = (change: Partial<Parameters<typeof planChunks>[0]>) =>
    planChunks({
      position: 0,
      prerollFrom: 0,
      loop: null,
      aheadFrames: 4096,
      frames: 100_000,
      chunkFrames: CHUNK,
      groupChunks: 1,
      ...change,
    });

  it('covers pre-roll, position and read-ahead', () => {
    expect(plan({})).toEqual([[0, 4]]);
    expect(plan({ position: 5000, prerollFrom: 1000 })).toEqual([[0, 9]]);
  });
  it('ends with the project', () => {
    expect(plan({ position: 99_000, prerollFrom: 99_000 })).toEqual([[96, 98]]);
    expect(plan({ position: 100_000, prerollFrom: 100_000 })).toEqual([]);
  });
  it('goes on at the start of a loop', () => {
    expect(plan({ position: 20_000, prerollFrom: 20_000, loop: { start: 5000, end: 22_000 } })).toEqual([
      [19, 22],
      [4, 7],
    ]);
  });
  it('covers a short loop whole', () => {
    expect(plan({ position: 1200, prerollFrom: 1200, loop: { start: 1100, end: 1300 } })).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});

describe('planChunks in groups', () => {
  it('grows by whole groups and ends with the project', () => {
    const plan = { prerollFrom: 0, loop: null, aheadFrames: 4096, chunkFrames: CHUNK, groupChunks: 5 };
    expect(planChunks({ ...plan, position: 0, frames: 100_000 })).toEqual([[0, 5]]);
    expect(planChunks({ ...plan, position: 1024, frames: 100_000 })).toEqual([[0, 5]]);
    expect(planChunks({ ...plan, position: 1025, frames: 100_000 })).toEqual([[0, 10]]);
    expect(planChunks({ ...plan, position: 1025, frames: 7000 })).toEqual([[0, 7]]);
  });
});

describe('planRequests', () => {
  it('begins with a short one and goes on with longer ones', () => {
    expect(
      planRequests(
        [
          [3, 10],
          [0, 2],
        ],
        2,
        4,
      ),
    ).toEqual([
      [3, 5],
      [5, 8],
      [8, 10],
      [0, 2],
    ]);
  });
});

describe('Streamer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const setUp = (fetchPcm: FetchPcm, frames = 200_000) => {
    const inputs = [
      { audioId: newStemId(), channels: 2, offset: 0 },
      { audioId: newStemId(), channels: 1, offset: 500, optional: true },
    ];
    const store = new ChunkStore(inputs, CHUNK, frames);
    const messages: ToWorklet[] = [];
    const failures: Failure[] = [];
    const lost: number[] = [];
    const streamer = new Streamer({
      inputs,
      frames,
      sampleRate: RATE,
      chunkFrames: CHUNK,
      fetchPcm,
      post: (message) => {
        messages.push(message);
        if (message.type === 'chunks') store.add(message.input, message.first, message.data);
        if (message.type === 'keep') store.keep(message.runs);
      },
      onLost: (input) => lost.push(input),
      onFailure: (failure) => failures.push(failure),
    });
    return { streamer, store, messages, failures, lost, inputs };
  };
  const instant: FetchPcm = (_id, from, count, channels) => Promise.resolve(ramp(from, count, channels));

  it('supplies four seconds ahead of the position for every input, each from its own offset', async () => {
    const { streamer, store } = setUp(instant);
    streamer.seek(0);
    await vi.runAllTimersAsync();
    expect(store.available(0, 10 * RATE, null)).toBeGreaterThanOrEqual(4 * RATE);
    const mono = [new Float32Array(128)];
    store.read(1, 2048, 128, mono);
    expect(mono[0]?.[0]).toBe(500 + 2048 + 1);
  });

  it('holds no more than its window while it goes on, however long', async () => {
    const { streamer, store } = setUp(instant, 4_000_000);
    streamer.seek(0);
    let most = 0;
    for (let position = 0; position < 3_900_000; position += 4000) {
      streamer.advance(position);
      await vi.advanceTimersByTimeAsync(1);
      expect(store.available(position, 2 * RATE, null)).toBe(2 * RATE);
      most = Math.max(most, store.size);
    }
    expect(most).toBeLessThanOrEqual(2 * Math.ceil((7 * RATE) / CHUNK + 2));
  });

  it('pads the last chunk with silence', async () => {
    const { streamer, store } = setUp(instant, 1500);
    streamer.seek(0);
    await vi.runAllTimersAsync();
    const out = [new Float32Array(128), new Float32Array(128)];
    store.read(0, 1408, 128, out);
    expect(out[0]?.[91]).toBe(1500);
    expect(out[0]?.[92]).toBe(0);
  });

  it('gives up requests that a seek made useless', async () => {
    const signals: AbortSignal[] = [];
    const { streamer } = setUp((_id, _from, _count, _channels, signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    streamer.seek(0);
    const before = signals.length;
    expect(before).toBeGreaterThan(1);
    streamer.seek(150_000);
    expect(signals.slice(0, before).every((signal) => signal.aborted)).toBe(true);
    streamer.close();
    expect(signals.every((signal) => signal.aborted)).toBe(true);
  });

  it('plays on where only the original’s file is gone', async () => {
    const gone = new Failure('file/not-found', 'The recording was moved');
    const ids: string[] = [];
    const { streamer, store, failures, lost, inputs } = setUp((id, ...rest) =>
      id === ids[1] ? Promise.reject(gone) : instant(id, ...rest),
    );
    ids.push(...inputs.map((input) => input.audioId));
    streamer.seek(0);
    await vi.runAllTimersAsync();
    expect(store.available(0, 4 * RATE, null)).toBe(4 * RATE);
    expect(new Set(lost)).toEqual(new Set([1]));
    expect(failures).toEqual([]);
  });

  it('asks again after a failure, and tells when it gives up', async () => {
    let calls = 0;
    let broken = true;
    const { streamer, store, failures } = setUp((...args) => {
      calls += 1;
      return broken ? Promise.reject(new Error('connection lost')) : instant(...args);
    });
    streamer.seek(0);
    await vi.advanceTimersByTimeAsync(900);
    expect(failures).toHaveLength(0);
    broken = false;
    await vi.advanceTimersByTimeAsync(3000);
    expect(store.available(0, RATE, null)).toBe(RATE);
    broken = true;
    streamer.seek(150_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(failures.map((failure) => failure.code)).toEqual(['file/unreadable']);
    const settled = calls;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toBe(settled);
    broken = false;
    streamer.seek(150_000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(store.available(150_000, RATE, null)).toBe(RATE);
  });
});

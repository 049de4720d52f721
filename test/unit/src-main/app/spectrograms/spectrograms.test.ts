import { appendFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Spectrograms } from '../../../../../src-main/app/spectrograms/spectrograms.ts';
import { TileCache } from '../../../../../src-main/app/spectrograms/tile-cache.ts';
import { forkProcess } from '../../../../../src-main/jobs/tasks/fork-process.ts';
import type { SpawnProcess } from '../../../../../src-main/jobs/tasks/task-protocol.ts';
import { silentLog } from '../../../../../src-main/library/log/log.ts';
import { newStemId } from '../../../../../src-shared/project/ids.ts';
import { COLUMNS, ROWS, TILE_BYTES, type TileRun } from '../../../../../src-shared/spectrogram/tiles.ts';
import { noise } from '../../../../support/signals.ts';
import { tempDir } from '../../../../support/temp.ts';
import { failureOf, writeWav } from '../../audio/helpers.ts';

async function setUp(frames = 100_000) {
  const folder = tempDir();
  const path = join(folder, 'stem.wav');
  await writeWav(path, [noise(frames, 1, 0.3), noise(frames, 2, 0.3)]);
  let spawned = 0;
  const spawn: SpawnProcess = (entry) => {
    spawned += 1;
    return forkProcess(entry);
  };
  const closing = new AbortController();
  const cache = new TileCache(join(folder, 'spectrograms'), silentLog);
  const fileOf = () => Promise.resolve({ path, channelMap: null });
  const spectrograms = new Spectrograms({ fileOf, spawn, cache, closing: closing.signal });
  const id = newStemId();
  const tiles = async (run: TileRun, signal = new AbortController().signal): Promise<Uint8Array[]> => {
    const all: Uint8Array[] = [];
    for await (const tile of spectrograms.tiles(id, run, signal)) all.push(tile);
    return all;
  };
  return { path, closing, tiles, spawned: () => spawned };
}

describe('spectrograms of the library', () => {
  it('computes tiles once, in order, and again when the audio changes', async () => {
    const { path, tiles, spawned } = await setUp();
    const middle = await tiles({ level: 7, first: 1, count: 1 });
    expect(spawned()).toBe(1);
    const all = await tiles({ level: 7, first: 0, count: 3 });
    expect(spawned()).toBe(2);
    expect(all[1]).toEqual(middle[0]);
    expect(all.map((tile) => tile.length)).toEqual([TILE_BYTES, TILE_BYTES, TILE_BYTES]);
    expect(all[0]).not.toEqual(all[1]);
    // Noise of RMS 0.17 has something in every row of every column.
    expect(all[0]?.filter((byte) => byte > 0).length).toBeGreaterThan(0.9 * ROWS * COLUMNS);
    expect(await tiles({ level: 7, first: 0, count: 3 })).toEqual(all);
    expect(spawned()).toBe(2);

    await appendFile(path, '');
    await utimes(path, 1000, 1000);
    expect(await tiles({ level: 7, first: 0, count: 3 })).toEqual(all);
    expect(spawned()).toBe(3);
  });

  it('ends the child when nobody waits any more, and gives its place to the next', async () => {
    const { tiles, spawned } = await setUp();
    const leave = new AbortController();
    const ended = [0, 1, 2].map((first) =>
      failureOf(tiles({ level: 6, first, count: 4 }, leave.signal), 'call/cancelled'),
    );
    while (spawned() < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    leave.abort();
    await Promise.all(ended);
    // Two at a time: the third never started.
    expect(spawned()).toBe(2);
    expect(await tiles({ level: 6, first: 5, count: 1 })).toHaveLength(1);
  });

  it('ends with the library', async () => {
    const { tiles, closing } = await setUp();
    const ended = failureOf(tiles({ level: 6, first: 0, count: 4 }), 'call/cancelled');
    closing.abort();
    await ended;
  });

  it('passes on why the audio can not be read', async () => {
    const spectrograms = new Spectrograms({
      fileOf: () => Promise.resolve({ path: join(tempDir(), 'gone.wav'), channelMap: null }),
      spawn: forkProcess,
      cache: null,
      closing: new AbortController().signal,
    });
    const signal = new AbortController().signal;
    await failureOf(
      spectrograms.tiles(newStemId(), { level: 6, first: 0, count: 1 }, signal).next(),
      'file/not-found',
    );
  });
});

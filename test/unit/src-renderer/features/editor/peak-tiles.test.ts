import { describe, expect, it, vi } from 'vitest';
import { newStemId } from '../../../../../src-shared/project/ids.ts';
import {
  levelFor,
  peaksOf,
  PeakTiles,
  TILE_BUCKETS,
  type TileFetchers,
} from '../../../../../src-renderer/features/editor/peak-tiles.ts';
import { eventually } from '../../../../support/until.ts';

/** Sample i of channel c. */
const sample = (i: number, c: number): number => Math.fround(Math.sin(i * 0.37 + c) * 0.9);

const FRAMES = 300_000;
const fetchers = (ready = FRAMES): TileFetchers & { readonly calls: string[] } => {
  const calls: string[] = [];
  return {
    calls,
    fetchPcm: (_id, from, frames, channels) => {
      calls.push('pcm');
      const data = new Float32Array(frames * channels);
      for (let i = 0; i < frames; i += 1) {
        for (let c = 0; c < channels; c += 1) data[i * channels + c] = sample(from + i, c);
      }
      return Promise.resolve(data);
    },
    fetchPeaks: (_id, { from, to, buckets }) => {
      calls.push('peaks');
      const per = (to - from) / buckets;
      const data = new Int16Array(2 * buckets * 2);
      for (let c = 0; c < 2; c += 1) {
        for (let b = 0; b < buckets; b += 1) {
          const all = Array.from({ length: per }, (_, i) => sample(from + b * per + i, c) * 32767);
          data[(c * buckets + b) * 2] = Math.floor(Math.min(...all));
          data[(c * buckets + b) * 2 + 1] = Math.ceil(Math.max(...all));
        }
      }
      return Promise.resolve({ channels: 2, buckets, ready, frames: FRAMES, data });
    },
  };
};

const expectTile = (data: Float32Array, from: number, perBucket: number): void => {
  for (let b = 0; b < data.length / 2; b += 1) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = from + b * perBucket; i < Math.min(FRAMES, from + (b + 1) * perBucket); i += 1) {
      for (const c of [0, 1]) {
        low = Math.min(low, sample(i, c));
        high = Math.max(high, sample(i, c));
      }
    }
    expect(Math.abs((data[b * 2] ?? NaN) - low)).toBeLessThan(1e-4);
    expect(Math.abs((data[b * 2 + 1] ?? NaN) - high)).toBeLessThan(1e-4);
  }
};

describe('PeakTiles', () => {
  const source = { audioId: newStemId(), channels: 2, offset: 0, frames: FRAMES };

  it.each([
    { level: 3, index: 2, from: 'pcm' },
    { level: 8, index: 1, from: 'peaks' },
  ])('gives the extremes of every bucket at level $level', async ({ level, index, from }) => {
    const host = fetchers();
    const changed = vi.fn();
    const tiles = new PeakTiles(host, changed);
    expect(tiles.tile(source, level, index)).toBeNull();
    await eventually(() => expect(changed).toHaveBeenCalled());
    const tile = tiles.tile(source, level, index);
    expect(tile?.complete).toBe(true);
    expect(tile?.data.length).toBe(2 * TILE_BUCKETS);
    expectTile(tile?.data ?? new Float32Array(0), index * TILE_BUCKETS * 2 ** level, 2 ** level);
    expect(host.calls).toEqual([from]);
    tiles.close();
  });

  it('asks for a tile once, and again while the host has not read it all', async () => {
    const host = fetchers(1000);
    const changed = vi.fn();
    const tiles = new PeakTiles(host, changed);
    for (let i = 0; i < 5; i += 1) tiles.tile(source, 8, 1);
    await eventually(() => expect(changed).toHaveBeenCalled());
    expect(host.calls).toHaveLength(1);
    expect(tiles.tile(source, 8, 1)?.complete).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 1600));
    tiles.tile(source, 8, 1);
    await eventually(() => expect(host.calls).toHaveLength(2));
    tiles.close();
  });

  it('cuts the last tile at the project’s end', async () => {
    const changed = vi.fn();
    const tiles = new PeakTiles(fetchers(), changed);
    const last = Math.floor(FRAMES / (TILE_BUCKETS * 8));
    tiles.tile(source, 3, last);
    await eventually(() => expect(changed).toHaveBeenCalled());
    const data = tiles.peek(source, 3, last)?.data ?? new Float32Array(0);
    expect(data.length).toBe(2 * Math.ceil((FRAMES - last * TILE_BUCKETS * 8) / 8));
    expectTile(data, last * TILE_BUCKETS * 8, 8);
    tiles.close();
  });
});

describe('peaksOf', () => {
  it('takes the last, shorter bucket as well', () => {
    const data = peaksOf(Float32Array.of(0.1, -0.2, 0.3, -0.4, 0.5, 0.6), 2, 2);
    expect(Array.from(data).map((value) => Number(value.toFixed(3)))).toEqual([-0.4, 0.3, 0.5, 0.6]);
  });
});

describe('levelFor', () => {
  it('never has buckets wider than a device pixel', () => {
    for (const framesPerPixel of [0.2, 1, 3, 100, 5000]) {
      for (const ratio of [1, 1.5, 2]) {
        const width = 2 ** levelFor(framesPerPixel, ratio);
        expect(width).toBeLessThanOrEqual(Math.max(1, framesPerPixel / ratio));
        expect(width * 2).toBeGreaterThan(framesPerPixel / ratio);
      }
    }
  });
});

import { describe, expect, it, vi } from 'vitest';
import {
  COARSE,
  columnsOf,
  EXACT,
  OUTSIDE,
  readColumns,
  UNKNOWN,
} from '../../../../../src-renderer/features/editor/columns.ts';
import { levelFor, PeakTiles, TILE_BUCKETS } from '../../../../../src-renderer/features/editor/peak-tiles.ts';
import { newStemId } from '../../../../../src-shared/project/ids.ts';
import { eventually } from '../../../../support/until.ts';

const FRAMES = 40_000;
const sample = (i: number, c: number): number =>
  Math.fround(Math.sin(i * 0.37 + c) * Math.sin(i * 0.001) * 0.9);
const source = { audioId: newStemId(), channels: 2, offset: 0, frames: FRAMES };

/** Tiles of the given levels that cover the whole source. */
async function loaded(levels: readonly number[]): Promise<PeakTiles> {
  const changed = vi.fn();
  const tiles = new PeakTiles(
    {
      fetchPeaks: () => Promise.reject(new Error('below 128 frames a bucket, samples are read')),
      fetchPcm: (_id, from, frames) =>
        Promise.resolve(
          Float32Array.from({ length: frames * 2 }, (_, at) => sample(from + Math.floor(at / 2), at % 2)),
        ),
    },
    changed,
  );
  for (const level of levels) {
    const count = Math.ceil(FRAMES / (TILE_BUCKETS * 2 ** level));
    for (let index = 0; index < count; index += 1) tiles.tile(source, level, index);
    await eventually(() => {
      for (let index = 0; index < count; index += 1) expect(tiles.peek(source, level, index)).not.toBeNull();
    });
  }
  return tiles;
}

function extremes(from: number, to: number): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = Math.max(0, from); i < Math.min(FRAMES, to); i += 1) {
    for (const c of [0, 1]) {
      low = Math.min(low, sample(i, c));
      high = Math.max(high, sample(i, c));
    }
  }
  return [low, high];
}

describe('readColumns', () => {
  it('gives the extremes of the buckets that each column touches, across tiles', async () => {
    const framesPerColumn = 21.7;
    const level = levelFor(framesPerColumn, 1);
    const tiles = await loaded([level]);
    const range = { start: 5000.5, framesPerColumn, count: 1500 };
    const out = columnsOf(range.count);
    readColumns(tiles, source, level, range, out);
    const width = 2 ** level;
    for (let column = 0; column < range.count; column += 1) {
      const from = range.start + column * framesPerColumn;
      expect(out.known[column]).toBe(EXACT);
      const [low, high] = extremes(
        Math.floor(from / width) * width,
        Math.ceil((from + framesPerColumn) / width) * width,
      );
      expect(out.low[column]).toBe(low);
      expect(out.high[column]).toBe(high);
    }
    tiles.close();
  });

  it('takes a coarser level where the fine one is missing, and says so', async () => {
    const tiles = await loaded([5]);
    const range = { start: 0, framesPerColumn: 8, count: 4000 };
    const out = columnsOf(range.count);
    readColumns(tiles, source, 3, range, out);
    expect(new Set(out.known)).toEqual(new Set([COARSE]));
    const [low, high] = extremes(96, 128);
    expect(out.low[13]).toBe(low);
    expect(out.high[13]).toBe(high);
    tiles.close();
  });

  it('knows nothing where no level is loaded, and where the source has ended', () => {
    const tiles = new PeakTiles(
      {
        fetchPeaks: () => Promise.reject(new Error('none')),
        fetchPcm: () => Promise.reject(new Error('none')),
      },
      vi.fn(),
    );
    const out = columnsOf(100);
    readColumns(tiles, source, 3, { start: FRAMES - 500, framesPerColumn: 10, count: 100 }, out);
    expect([...out.known]).toEqual([...Array<number>(50).fill(UNKNOWN), ...Array<number>(50).fill(OUTSIDE)]);
    tiles.close();
  });
});

import { TILE_BUCKETS, type PeakTiles, type TileSource } from './peak-tiles.ts';

/** What is known of a column of device pixels. */
export const UNKNOWN = 0;
/** Its extremes come from buckets that are wider than the column. */
export const COARSE = 1;
export const EXACT = 2;
/** It lies behind the end of the source. */
export const OUTSIDE = 3;

/** The lowest and highest sample (-1 to 1) in each column of device pixels, and how well they are known. */
export interface Columns {
  readonly low: Float32Array;
  readonly high: Float32Array;
  readonly known: Uint8Array;
}

export function columnsOf(count: number): Columns {
  return {
    low: new Float32Array(count),
    high: new Float32Array(count),
    known: new Uint8Array(count),
  };
}

const COARSER_LEVELS = 12;

export interface ColumnRange {
  /** The frame at the left edge of column 0; may be fractional. */
  readonly start: number;
  readonly framesPerColumn: number;
  readonly count: number;
}

/**
 * Writes the first `count` columns from the tiles of `level`; where they are missing, from the next coarser level that
 * is loaded.
 * @param out at least `count` columns long
 */
export function readColumns(
  tiles: PeakTiles,
  source: TileSource,
  level: number,
  range: ColumnRange,
  out: Columns,
): void {
  const inside = Math.ceil((source.frames - range.start) / range.framesPerColumn);
  const count = Math.max(0, Math.min(range.count, inside));
  out.known.fill(UNKNOWN, 0, count);
  out.known.fill(OUTSIDE, count, range.count);
  for (let tried = level; tried <= level + COARSER_LEVELS; tried += 1) {
    if (readLevel(tiles, source, tried, { ...range, count }, out, tried === level ? EXACT : COARSE)) return;
  }
}

/** Fills the unknown columns from one level. @returns whether all are known now */
function readLevel(
  tiles: PeakTiles,
  source: TileSource,
  level: number,
  { start, framesPerColumn, count }: ColumnRange,
  { low, high, known }: Columns,
  quality: number,
): boolean {
  const perFrame = 1 / 2 ** level;
  let all = true;
  let tileIndex = -1;
  let data: Float32Array | null = null;
  for (let column = 0; column < count; column += 1) {
    if (known[column] !== UNKNOWN) continue;
    const from = (start + column * framesPerColumn) * perFrame;
    const first = Math.floor(from);
    const last = Math.max(first + 1, Math.ceil(from + framesPerColumn * perFrame));
    let lowest = Infinity;
    let highest = -Infinity;
    for (let bucket = first; bucket < last; bucket += 1) {
      const index = Math.floor(bucket / TILE_BUCKETS);
      if (index !== tileIndex) {
        tileIndex = index;
        data = tiles.peek(source, level, index)?.data ?? null;
      }
      if (data === null) continue;
      const at = (bucket - index * TILE_BUCKETS) * 2;
      if (at >= data.length) continue;
      const bottom = data[at] ?? 0;
      const top = data[at + 1] ?? 0;
      if (bottom < lowest) lowest = bottom;
      if (top > highest) highest = top;
    }
    if (lowest > highest) {
      all = false;
      continue;
    }
    low[column] = lowest;
    high[column] = highest;
    known[column] = quality;
  }
  return all;
}

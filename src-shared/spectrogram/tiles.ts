/**
 * The grid of spectrogram tiles, on which host and window agree.
 *
 * A tile is `ROWS` × `COLUMNS` bytes, row by row like an image: row 0 is the highest frequency. Rows divide
 * `[LOWEST_HZ, HIGHEST_HZ)` into equal parts of an octave. A column of level n covers 2^n frames of the audio, and tile i
 * begins at frame i·COLUMNS·2^n. Byte b is the level of a sine in dBFS: `FLOOR_DB`·(1 - b/255).
 */
export const COLUMNS = 256;
export const ROWS_PER_OCTAVE = 48;
export const OCTAVES = 10;
export const ROWS = ROWS_PER_OCTAVE * OCTAVES;
export const LOWEST_HZ = 20;
export const HIGHEST_HZ = LOWEST_HZ * 2 ** OCTAVES;
export const FLOOR_DB = -120;
export const TILE_BYTES = ROWS * COLUMNS;

/** 64 frames: about 1.5 ms at 44.1 kHz, finer than any window of the analysis resolves. */
export const FINEST_LEVEL = 6;
/** A tile of this level covers 6 hours at 192 kHz. */
export const COARSEST_LEVEL = 24;
/** Tiles in one request. */
export const MOST_TILES = 16;

/** Consecutive tiles of one level. */
export interface TileRun {
  readonly level: number;
  readonly first: number;
  /** 1 to `MOST_TILES`. */
  readonly count: number;
}

export const columnFrames = (level: number): number => 2 ** level;
export const tileFrames = (level: number): number => COLUMNS * 2 ** level;

/** The level whose columns are one to two per pixel, where the levels reach that far. */
export function levelFor(framesPerPixel: number): number {
  return Math.min(COARSEST_LEVEL, Math.max(FINEST_LEVEL, Math.floor(Math.log2(framesPerPixel))));
}

/** The position of a frequency in rows from the top edge, which is `HIGHEST_HZ`; fractional, unclamped. */
export const rowOf = (hz: number): number => ROWS_PER_OCTAVE * Math.log2(HIGHEST_HZ / hz);

/** The frequency at a position in rows from the top edge; the middle of row r is `r + 0.5`. */
export const hzOfRow = (row: number): number => HIGHEST_HZ / 2 ** (row / ROWS_PER_OCTAVE);

export function byteOfDb(db: number): number {
  return Math.round(255 * (1 - Math.min(0, Math.max(FLOOR_DB, db)) / FLOOR_DB));
}

export const dbOfByte = (byte: number): number => FLOOR_DB * (1 - byte / 255);

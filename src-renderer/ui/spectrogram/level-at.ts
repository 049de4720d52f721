import {
  COLUMNS,
  columnFrames,
  dbOfByte,
  levelFor,
  ROWS,
  rowOf,
} from '../../../src-shared/spectrogram/tiles.ts';
import type { TimelineView } from '../timeline-view.ts';
import type { SpectrogramPoint } from './axes.ts';
import type { SpectrogramSource } from './draw-spectrogram.ts';
import type { SpectrogramTiles } from './spectrogram-tiles.ts';

/** The level in dBFS that a view shows at a time and frequency; null outside of the audio and where no tile is loaded. */
export function levelAt(
  tiles: SpectrogramTiles,
  { audioId, offset, frames }: SpectrogramSource,
  view: TimelineView,
  { frame, hz }: SpectrogramPoint,
): number | null {
  if (frame < 0 || frame >= frames) return null;
  const level = levelFor(view.framesPerPixel);
  const column = Math.floor((offset + frame) / columnFrames(level));
  const row = Math.floor(rowOf(hz));
  if (row < 0 || row >= ROWS) return null;
  const byte = tiles.peek(audioId, level, Math.floor(column / COLUMNS))?.[row * COLUMNS + (column % COLUMNS)];
  return byte === undefined ? null : dbOfByte(byte);
}

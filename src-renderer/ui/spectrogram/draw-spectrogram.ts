import type { AudioId } from '../../../src-shared/project/ids.ts';
import {
  COARSEST_LEVEL,
  COLUMNS,
  FINEST_LEVEL,
  levelFor,
  rowOf,
  tileFrames,
} from '../../../src-shared/spectrogram/tiles.ts';
import { frameAt, pixelOf, type TimelineView } from '../timeline-view.ts';
import type { SpectrogramAxes } from './axes.ts';
import { MOST_THINNING, type PaintedTile, type PaintedTiles } from './painted-tiles.ts';
import type { Palette } from './palette.ts';
import type { ShownTiles, SpectrogramTiles } from './spectrogram-tiles.ts';

/** Recordings and stems have spectrograms; `offset` is the frame of the audio at position 0 of the view. */
export interface SpectrogramSource {
  readonly audioId: AudioId;
  readonly offset: number;
  /** The length that the view has of it. */
  readonly frames: number;
}

export interface DrawnSpectrogram {
  readonly source: SpectrogramSource;
  readonly axes: SpectrogramAxes;
  /** CSS pixels. */
  readonly width: number;
  readonly palette: Palette;
}

const COARSER_LEVELS = 8;

/** Tiles that a view shows of a source. */
export function shownTiles(
  { audioId, offset, frames }: SpectrogramSource,
  view: TimelineView,
  width: number,
): ShownTiles {
  const level = levelFor(view.framesPerPixel);
  const size = tileFrames(level);
  const from = offset + Math.max(0, view.start);
  const to = offset + Math.min(frames, frameAt(view, width));
  const first = Math.floor(from / size);
  return { audioId, level, first, end: Math.max(first, Math.ceil(to / size)) };
}

/**
 * Draws a spectrogram from its upper left corner, and asks `tiles` for what is missing: coarser or finer tiles stand in
 * for it. Call it again when `tiles` has a new version.
 * @param drawing identifies this drawing among those of `tiles`
 * @returns tiles that are shown, and how many of them are there
 */
export function drawSpectrogram(
  context: CanvasRenderingContext2D,
  tiles: SpectrogramTiles,
  painted: PaintedTiles,
  drawing: object,
  { source, axes, width, palette }: DrawnSpectrogram,
): { readonly shown: number; readonly there: number } {
  const { view, frequency } = axes;
  const shown = shownTiles(source, view, width);
  tiles.show(drawing, shown);
  const topRow = rowOf(frequency.highHz);
  const rows = rowOf(frequency.lowHz) - topRow;
  const thinning = thinningFor(rows, frequency.height * (window.devicePixelRatio || 1));
  const image = (level: number, index: number): PaintedTile | null => {
    const tile = tiles.peek(source.audioId, level, index);
    if (tile === null) return null;
    const name = `${source.audioId}/${level}/${index}`;
    return painted.paint(name, tile, palette, thinning, () => tiles.touch());
  };
  /** Draws the columns `[from, to)` of a tile. */
  const copy = (found: PaintedTile, level: number, index: number, from: number, to: number): void => {
    const frame = index * tileFrames(level) - source.offset;
    const column = 2 ** level;
    const x = pixelOf(view, frame + from * column);
    const end = pixelOf(view, frame + to * column);
    const scale = 2 ** -thinning;
    context.drawImage(found, from, topRow * scale, to - from, rows * scale, x, 0, end - x, frequency.height);
  };

  context.save();
  context.beginPath();
  const left = Math.max(0, pixelOf(view, 0));
  context.rect(left, 0, Math.min(width, pixelOf(view, source.frames)) - left, frequency.height);
  context.clip();
  context.imageSmoothingEnabled = true;
  let there = 0;
  for (let index = shown.first; index < shown.end; index += 1) {
    const own = image(shown.level, index);
    if (own !== null) {
      there += 1;
      copy(own, shown.level, index, 0, COLUMNS);
      continue;
    }
    if (!copyCoarser(image, copy, shown.level, index)) copyFiner(image, copy, shown.level, index);
  }
  context.restore();
  return { shown: shown.end - shown.first, there };
}

type ImageAt = (level: number, index: number) => PaintedTile | null;
type Copy = (found: PaintedTile, level: number, index: number, from: number, to: number) => void;

/** Draws the part of a coarser tile that covers this one. @returns whether there is one */
function copyCoarser(image: ImageAt, copy: Copy, level: number, index: number): boolean {
  for (let up = 1; up <= COARSER_LEVELS && level + up <= COARSEST_LEVEL; up += 1) {
    const parent = Math.floor(index / 2 ** up);
    const found = image(level + up, parent);
    if (found === null) continue;
    const columns = COLUMNS / 2 ** up;
    const from = (index - parent * 2 ** up) * columns;
    copy(found, level + up, parent, from, from + columns);
    return true;
  }
  return false;
}

/** Draws the two tiles of the next finer level, as far as they are there. */
function copyFiner(image: ImageAt, copy: Copy, level: number, index: number): void {
  if (level === FINEST_LEVEL) return;
  for (const child of [2 * index, 2 * index + 1]) {
    const found = image(level - 1, child);
    if (found !== null) copy(found, level - 1, child, 0, COLUMNS);
  }
}

/** As many rows as there are pixels, or up to twice as many. */
function thinningFor(rows: number, pixels: number): number {
  return Math.min(MOST_THINNING, Math.max(0, Math.floor(Math.log2(rows / Math.max(1, pixels)))));
}

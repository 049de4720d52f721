import { levelFor, TILE_BUCKETS, type PeakTiles, type TileSource } from './peak-tiles.ts';
import { frameAt, type TimelineView } from '../../ui/timeline-view.ts';

export interface WaveformStyle {
  readonly wave: string;
  readonly line: string;
  /** Amplitude scale factor, which lets quiet recordings fill their lanes. */
  readonly scale: number;
}

const COARSER_LEVELS = 12;

/** Returns the minimum and maximum over frames `[from, to)`, from `level` or the next coarser level available. */
function extremes(
  tiles: PeakTiles,
  source: TileSource,
  level: number,
  from: number,
  to: number,
): readonly [number, number] | null {
  for (let tried = level; tried <= level + COARSER_LEVELS; tried += 1) {
    const perBucket = 2 ** tried;
    const first = Math.floor(from / perBucket);
    const last = Math.max(first + 1, Math.ceil(to / perBucket));
    let low = Infinity;
    let high = -Infinity;
    for (let bucket = first; bucket < last; bucket += 1) {
      const tile = tiles.peek(source, tried, Math.floor(bucket / TILE_BUCKETS));
      const at = (bucket % TILE_BUCKETS) * 2;
      if (tile === null || at >= tile.data.length) continue;
      low = Math.min(low, tile.data[at] ?? 0);
      high = Math.max(high, tile.data[at + 1] ?? 0);
    }
    if (low <= high) return [low, high];
  }
  return null;
}

/** Draws a waveform into a box in CSS pixels, one column per device pixel, and requests missing tiles. */
export function drawWaveform(
  context: CanvasRenderingContext2D,
  box: { readonly width: number; readonly height: number },
  view: TimelineView,
  tiles: PeakTiles,
  source: TileSource,
  style: WaveformStyle,
): void {
  const ratio = window.devicePixelRatio || 1;
  const level = levelFor(view.framesPerPixel, ratio);
  const end = Math.min(source.frames, frameAt(view, box.width));
  const tileFrames = TILE_BUCKETS * 2 ** level;
  for (let index = Math.floor(view.start / tileFrames); index * tileFrames < end; index += 1) {
    tiles.tile(source, level, index);
  }
  const middle = box.height / 2;
  const half = box.height / 2 - 2;
  const y = (value: number): number => middle - Math.max(-1, Math.min(1, value * style.scale)) * half;
  context.fillStyle = style.line;
  context.fillRect(0, middle - 0.5 / ratio, box.width, 1 / ratio);
  if (view.framesPerPixel < 1) return drawLine(context, box, view, tiles, source, style, y);
  context.fillStyle = style.wave;
  const step = 1 / ratio;
  for (let column = 0; column < box.width * ratio; column += 1) {
    const from = frameAt(view, column * step);
    if (from >= source.frames) break;
    const found = extremes(tiles, source, level, from, from + view.framesPerPixel * step);
    if (found === null) continue;
    const top = y(found[1]);
    context.fillRect(column * step, top, step, Math.max(step, y(found[0]) - top));
  }
}

/** Joins the samples with straight lines; used below one frame per pixel. */
function drawLine(
  context: CanvasRenderingContext2D,
  box: { readonly width: number },
  view: TimelineView,
  tiles: PeakTiles,
  source: TileSource,
  style: WaveformStyle,
  y: (value: number) => number,
): void {
  context.beginPath();
  let drawing = false;
  for (let frame = Math.floor(view.start); frame <= Math.ceil(frameAt(view, box.width)); frame += 1) {
    const found = frame < source.frames ? extremes(tiles, source, 0, frame, frame + 1) : null;
    if (found === null) {
      drawing = false;
      continue;
    }
    const x = (frame - view.start) / view.framesPerPixel;
    if (drawing) context.lineTo(x, y((found[0] + found[1]) / 2));
    else context.moveTo(x, y((found[0] + found[1]) / 2));
    drawing = true;
  }
  context.strokeStyle = style.wave;
  context.lineWidth = 1.25;
  context.stroke();
}

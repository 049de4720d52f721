import { COARSE, columnsOf, EXACT, readColumns, UNKNOWN, type Columns } from './columns.ts';
import { drawPlaceholder } from './draw-placeholder.ts';
import { drawSamples } from './draw-samples.ts';
import { levelFor, TILE_BUCKETS, type PeakTiles, type TileSource } from './peak-tiles.ts';
import { frameAt, type TimelineView } from '../../ui/timeline-view.ts';

export interface WaveformStyle {
  readonly wave: string;
  readonly line: string;
  /** Amplitude scale factor, which lets quiet recordings fill their lanes. */
  readonly scale: number;
}

export interface Box {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Draws a waveform into a box, one column per device pixel, and requests missing tiles. */
export function drawWaveform(
  context: CanvasRenderingContext2D,
  box: Box,
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
  if (view.framesPerPixel < 1) return drawSamples(context, box, view, tiles, source, style);
  const count = Math.ceil(box.width * ratio);
  if (scratch.known.length < count) scratch = columnsOf(count);
  const framesPerColumn = view.framesPerPixel / ratio;
  readColumns(tiles, source, level, { start: view.start, framesPerColumn, count }, scratch);
  drawColumns(context, box, ratio, scratch, count, style);
}

/** Reused by every drawing: lanes are drawn one after the other. */
let scratch: Columns = columnsOf(0);

const COARSE_OPACITY = 0.3;

/** Draws in device pixels, so that columns have sharp edges. */
function drawColumns(
  context: CanvasRenderingContext2D,
  box: Box,
  ratio: number,
  { low, high, known }: Columns,
  count: number,
  style: WaveformStyle,
): void {
  const height = Math.round(box.height * ratio);
  const middle = height / 2;
  const half = middle - 2 * ratio;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = style.line;
  context.fillRect(0, Math.floor(middle), count, 1);
  for (let from = 0; from < count;) {
    const quality = known[from];
    let to = from + 1;
    while (to < count && known[to] === quality) to += 1;
    if (quality === EXACT || quality === COARSE) {
      context.globalAlpha = quality === COARSE ? COARSE_OPACITY : 1;
      context.fillStyle = style.wave;
      fillEnvelope(context, from, to, low, high, middle, half, style.scale);
    } else if (quality === UNKNOWN) {
      context.globalAlpha = 1;
      context.fillStyle = style.line;
      drawPlaceholder(context, from, to, middle, height, ratio);
    }
    from = to;
  }
  context.restore();
}

/**
 * Fills columns `[from, to)` between their extremes, at least a pixel tall. One outline takes a third of the time of
 * one rectangle a column.
 */
function fillEnvelope(
  context: CanvasRenderingContext2D,
  from: number,
  to: number,
  low: Float32Array,
  high: Float32Array,
  middle: number,
  half: number,
  scale: number,
): void {
  const gain = scale * half;
  context.beginPath();
  context.moveTo(from, middle);
  for (let column = from; column < to; column += 1) {
    context.lineTo(column + 0.5, middle - 0.5 - Math.max(-half, Math.min(half, (high[column] ?? 0) * gain)));
  }
  context.lineTo(to, middle);
  for (let column = to - 1; column >= from; column -= 1) {
    context.lineTo(column + 0.5, middle + 0.5 - Math.max(-half, Math.min(half, (low[column] ?? 0) * gain)));
  }
  context.fill();
}

import { drawPlaceholder } from './draw-placeholder.ts';
import type { Box, WaveformStyle } from './draw-waveform.ts';
import { TILE_BUCKETS, type PeakTiles, type TileSource } from './peak-tiles.ts';
import { frameAt, type TimelineView } from '../../ui/timeline-view.ts';

/** From this many pixels a sample, each sample has a dot. */
const DOTS_FROM = 4;
const DOT_RADIUS = 2;

/** Returns a sample of a channel (0 from the left), or null where it is not loaded. */
function reader(tiles: PeakTiles, source: TileSource): (frame: number, channel: number) => number | null {
  let tileIndex = -1;
  let samples: Float32Array | null = null;
  return (frame, channel) => {
    const index = Math.floor(frame / TILE_BUCKETS);
    if (index !== tileIndex) {
      tileIndex = index;
      samples = tiles.peek(source, 0, index)?.samples ?? null;
    }
    return samples?.[(frame - index * TILE_BUCKETS) * source.channels + channel] ?? null;
  };
}

/**
 * Joins the samples with straight lines, each channel in a lane of its own with the left one on top; close up, every
 * sample is a dot. Used below one frame per pixel.
 */
export function drawSamples(
  context: CanvasRenderingContext2D,
  box: Box,
  view: TimelineView,
  tiles: PeakTiles,
  source: TileSource,
  style: WaveformStyle,
): void {
  const sampleOf = reader(tiles, source);
  const tall = box.height / source.channels;
  const first = Math.max(0, Math.floor(view.start));
  const last = Math.min(source.frames - 1, Math.ceil(frameAt(view, box.width)));
  const dots = 1 / view.framesPerPixel >= DOTS_FROM;
  for (let channel = 0; channel < source.channels; channel += 1) {
    const middle = (channel + 0.5) * tall;
    const half = tall / 2 - 2;
    context.fillStyle = style.line;
    context.fillRect(0, middle - 0.5, box.width, 1);
    if (channel > 0) context.fillRect(0, channel * tall - 0.5, box.width, 1);
    const line = new Path2D();
    const points = new Path2D();
    let drawing = false;
    let loaded = false;
    for (let frame = first; frame <= last; frame += 1) {
      const sample = sampleOf(frame, channel);
      if (sample === null) {
        drawing = false;
        continue;
      }
      const x = (frame - view.start) / view.framesPerPixel;
      const y = middle - Math.max(-1, Math.min(1, sample * style.scale)) * half;
      if (drawing) line.lineTo(x, y);
      else line.moveTo(x, y);
      drawing = true;
      loaded = true;
      if (!dots) continue;
      points.moveTo(x + DOT_RADIUS, y);
      points.arc(x, y, DOT_RADIUS, 0, 2 * Math.PI);
    }
    context.strokeStyle = style.wave;
    context.lineWidth = 1.25;
    context.stroke(line);
    context.fillStyle = style.wave;
    context.fill(points);
    context.fillStyle = style.line;
    if (!loaded) drawPlaceholder(context, 0, box.width, middle, tall, 1);
  }
}

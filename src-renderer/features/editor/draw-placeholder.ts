/** The height of the band that stands for what is not loaded, as a share of the lane. */
const SHARE = 0.16;

/**
 * Draws a dotted band over `[from, to)` in the current fill, which cannot be taken for sound.
 * @param unit device pixels per CSS pixel, if the context draws in device pixels
 */
export function drawPlaceholder(
  context: CanvasRenderingContext2D,
  from: number,
  to: number,
  middle: number,
  laneHeight: number,
  unit: number,
): void {
  const step = Math.round(6 * unit);
  const tall = laneHeight * SHARE;
  for (let x = Math.ceil(from / step) * step; x < to; x += step) {
    context.fillRect(x, middle - tall / 2, Math.round(2 * unit), tall);
  }
}

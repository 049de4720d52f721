/** The grid that a mask is computed on. */
export interface Grid {
  readonly sampleRate: number;
  readonly fftSize: number;
  /** Samples that an edge in time takes, from nothing to everything. */
  readonly edge: number;
}

/** From nothing to everything in time: twice the distance of the frames, which could not show a shorter edge. */
export const EDGE_SECONDS = 0.04;
/** Bins of a Hann window's main lobe: an edge that is narrower would ring. */
export const EDGE_BINS = 4;

/** A raised cosine from 0 to 1: one half at 0, complete at ±1/2. */
export function rise(distance: number): number {
  const share = Math.min(1, Math.max(0, distance + 0.5));
  return Math.sin((Math.PI / 2) * share) ** 2;
}

/**
 * The squared distance of a point from a line segment, in a plane whose axes have been scaled so that one unit is what
 * the caller measures in.
 */
export function squaredDistance(
  x: number,
  y: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
  const [ox, oy] = [x - ax - along * dx, y - ay - along * dy];
  return ox * ox + oy * oy;
}

/** Octaves above 1 Hz of each bin, 0 … fftSize/2; bin 0 counts as a quarter bin, because it has no logarithm. */
export function octavesOfBins(sampleRate: number, fftSize: number): Float64Array {
  const binHz = sampleRate / fftSize;
  return Float64Array.from({ length: fftSize / 2 + 1 }, (_, bin) => Math.log2(Math.max(bin, 0.25) * binHz));
}

/** How many octaves `bins` bins are at each bin, upwards. */
export function octavesPerBins(bins: number, fftSize: number): Float64Array {
  return Float64Array.from({ length: fftSize / 2 + 1 }, (_, bin) =>
    Math.log2(1 + bins / Math.max(bin, 0.25)),
  );
}

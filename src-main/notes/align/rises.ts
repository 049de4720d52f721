import { BANDS, LOWEST_BAND, type BandMatrix } from './bands.ts';

/** Semitones of harmonics 1 to 6 above a note, and their weights. */
const HARMONICS = [0, 12, 19, 24, 28, 31].map((interval, h) => ({ interval, weight: 1 / Math.sqrt(h + 1) }));
const WEIGHT = HARMONICS.reduce((sum, { weight }) => sum + weight, 0);

/**
 * How much a note's own harmonics rise around a frame: mean of their positive differences over two frames in the
 * log-compressed bands, 0 and above; 1 and more is a clear attack.
 */
export function riseOf(bands: BandMatrix, pitch: number, frame: number): number {
  if (frame < 1 || frame + 1 >= bands.frames) return 0;
  let sum = 0;
  for (const { interval, weight } of HARMONICS) {
    const band = Math.round(pitch) + interval - LOWEST_BAND;
    if (band < 0 || band >= BANDS) continue;
    const rise = bands.values[(frame + 1) * BANDS + band]! - bands.values[(frame - 1) * BANDS + band]!;
    if (rise > 0) sum += weight * rise;
  }
  return sum / WEIGHT;
}

/**
 * The maximum of `rise` near `expected`, in fractional frames, weighted by distance from `expected`.
 * @param trust standard deviation in frames
 * @param least the minimum rise
 * @returns null if no note starts there
 */
export function peakNear(
  rise: (frame: number) => number,
  expected: number,
  reach: number,
  trust: number,
  least: number,
): number | null {
  const weighted = (frame: number): number =>
    rise(frame) * Math.exp(-((frame - expected) ** 2) / (2 * trust * trust));
  let [best, at] = [0, -1];
  for (let frame = Math.ceil(expected - reach); frame <= expected + reach; frame += 1) {
    const value = weighted(frame);
    if (value > best) [best, at] = [value, frame];
  }
  if (at < 0 || rise(at) < least) return null;
  const [a, b, c] = [weighted(at - 1), best, weighted(at + 1)];
  const curvature = a - 2 * b + c;
  return curvature < 0 ? at + Math.max(-0.5, Math.min(0.5, (0.5 * (a - c)) / curvature)) : at;
}

import { interpolate, levelsAt, type Audiogram } from './audiogram.ts';

export const NAL_R_FREQUENCIES_HZ = [250, 500, 1000, 2000, 4000, 6000] as const;
const CORRECTION_DB = [-17, -8, 1, -1, -2, -2];

/**
 * Insertion gains of NAL-R at 250, 500, 1000, 2000, 4000 and 6000 Hz in dB, none below 0 (D. Byrne and H. Dillon, "The
 * National Acoustic Laboratories' new procedure for selecting the gain and frequency response of a hearing aid", Ear and
 * Hearing 7(4), 1986): gain(f) = X + 0.31·H(f) + c(f), X being 0.05·(H500 + H1000 + H2000), or 9 + 0.116·(sum - 180)
 * where the sum exceeds 180 dB. No gain where no threshold is above 0 dB HL.
 */
export function nalRGainsDb(audiogram: Audiogram): number[] {
  const levels = levelsAt(audiogram, NAL_R_FREQUENCIES_HZ);
  if (Math.max(...levels) <= 0) return levels.map(() => 0);
  const sum = levels[1]! + levels[2]! + levels[3]!;
  const common = sum <= 180 ? 0.05 * sum : 9 + 0.116 * (sum - 180);
  return levels.map((level, n) => Math.max(0, common + 0.31 * level + CORRECTION_DB[n]!));
}

/**
 * NAL-R as a linear-phase FIR filter of `order + 1` taps, `order / 2` samples late.
 *
 * The gains are interpolated linearly in dB over frequency, their ends held, and sampled at `order + 1` points from 0 Hz
 * to the Nyquist frequency; the filter follows from that response by frequency sampling on a grid of 512 steps and a
 * Hamming window.
 * @param order even, below 512
 * @param sampleRate in Hz, above 12 kHz
 */
export function nalRTaps(audiogram: Audiogram, order: number, sampleRate: number): Float64Array {
  const gains = nalRGainsDb(audiogram);
  if (gains.every((gain) => gain === 0) && Math.max(...levelsAt(audiogram, NAL_R_FREQUENCIES_HZ)) <= 0) {
    const delay = new Float64Array(order + 1);
    delay[order / 2] = 1;
    return delay;
  }
  const nyquist = sampleRate / 2;
  const points = Array.from({ length: order + 1 }, (_, n) => n / order);
  const amplitudes = points.map((share) => {
    const db = interpolate(NAL_R_FREQUENCIES_HZ, gains, share * nyquist);
    return 10 ** (db / 20);
  });
  return frequencySampledFir(points, amplitudes, order);
}

/** Steps of the frequency grid between 0 Hz and the Nyquist frequency. */
const GRID_STEPS = 512;

/**
 * Linear-phase FIR filter of a wanted response: the response is put on a grid, transformed back with a delay of
 * `order / 2` samples, and windowed (Oppenheim and Schafer, Discrete-Time Signal Processing, filter design by
 * windowing). The transform is a sum of cosines from a table, so that an audio worklet needs no Fourier library.
 * `shares` of the Nyquist frequency ascend from 0 to 1.
 */
function frequencySampledFir(
  shares: readonly number[],
  amplitudes: readonly number[],
  order: number,
): Float64Array {
  const grid = onGrid(shares, amplitudes);
  const size = 2 * GRID_STEPS;
  const cosines = Float64Array.from({ length: size }, (_, n) => Math.cos((2 * Math.PI * n) / size));
  const taps = new Float64Array(order + 1);
  for (let n = 0; n <= order / 2; n += 1) {
    const late = order / 2 - n;
    let sum = grid[0]! + grid[GRID_STEPS]! * cosines[(GRID_STEPS * late) % size]!;
    for (let k = 1; k < GRID_STEPS; k += 1) sum += 2 * grid[k]! * cosines[(k * late) % size]!;
    const tap = (sum / size) * (0.54 - 0.46 * Math.cos((2 * Math.PI * n) / order));
    taps[n] = tap;
    taps[order - n] = tap;
  }
  return taps;
}

/**
 * The response at `GRID_STEPS + 1` equidistant frequencies. Each breakpoint moves to the grid point below it, and each
 * segment runs from the point after the last one, as in MATLAB's `fir2`, by which published fittings are computed.
 */
function onGrid(shares: readonly number[], amplitudes: readonly number[]): Float64Array {
  const points = GRID_STEPS + 1;
  const grid = new Float64Array(points);
  let first = 0;
  for (let n = 1; n < shares.length; n += 1) {
    const last = Math.floor(shares[n]! * points) - 1;
    for (let k = first; k <= last; k += 1) {
      const share = first === last ? 0 : (k - first) / (last - first);
      grid[k] = (1 - share) * amplitudes[n - 1]! + share * amplitudes[n]!;
    }
    first = last + 1;
  }
  return grid;
}

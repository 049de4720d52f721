import type { Pair } from './ear.ts';
import { CENTRES_HZ } from './loss.ts';
import { MODEL_RATE } from './prepare.ts';
import { segmentsOf, type Segment } from './segments.ts';

const SEGMENT_SAMPLES = 0.016 * MODEL_RATE;
const MAX_LAG = 0.001 * MODEL_RATE;
const LEAST = 1e-30;

/** Likeness of the motion in one band, segment by segment. */
export interface MotionCovariance {
  /** The greatest normalised covariance within ±1 ms, 0 to 1. */
  readonly covariance: Float64Array;
  /** Mean square of the reference's envelope: twice that of its motion. */
  readonly meanSquare: Float64Array;
}

/** Windowed segments of 16 ms that overlap by half; their autocorrelation corrects for the window. */
export class MotionComparer {
  readonly #segments: readonly Segment[];
  readonly #corrections: ReadonlyMap<number, Float64Array>;
  readonly #x = new Float64Array(SEGMENT_SAMPLES + 2 * MAX_LAG);
  readonly #y = new Float64Array(SEGMENT_SAMPLES);

  constructor(samples: number) {
    this.#segments = segmentsOf(samples, SEGMENT_SAMPLES);
    this.#corrections = new Map(
      [SEGMENT_SAMPLES, SEGMENT_SAMPLES / 2].map((length) => [length, correctionOf(length, this.#segments)]),
    );
  }

  compare({ reference, processed }: Pair<Float64Array>): MotionCovariance {
    const covariance = new Float64Array(this.#segments.length);
    const meanSquare = new Float64Array(this.#segments.length);
    this.#segments.forEach(({ start, window }, index) => {
      const { length } = window;
      const correction = this.#corrections.get(length)!;
      const energyX = windowed(reference, start, window, this.#x, MAX_LAG) * correction[0]!;
      const energyY = windowed(processed, start, window, this.#y, 0) * correction[0]!;
      meanSquare[index] = 2 * energyX;
      if (energyX <= LEAST || energyY <= LEAST) return;
      let most = 0;
      for (let lag = -MAX_LAG; lag <= MAX_LAG; lag += 1) {
        let sum = 0;
        const at = MAX_LAG + lag;
        for (let k = 0; k < length; k += 1) sum += this.#x[at + k]! * this.#y[k]!;
        most = Math.max(most, Math.abs(sum) * correction[Math.abs(lag)]!);
      }
      covariance[index] = Math.min(1, most / Math.sqrt(energyX * energyY));
    });
    return { covariance, meanSquare };
  }
}

/** Inverse autocorrelation of the window at lags 0 … MAX_LAG. */
function correctionOf(length: number, segments: readonly Segment[]): Float64Array {
  const window = segments.find((segment) => segment.window.length === length)?.window;
  return Float64Array.from({ length: MAX_LAG + 1 }, (_, lag) => {
    let sum = 0;
    for (let k = 0; window !== undefined && k + lag < length; k += 1) sum += window[k]! * window[k + lag]!;
    return 1 / sum;
  });
}

/** The windowed segment without its mean at `out[at …]`, zeros around; returns its energy. */
function windowed(
  signal: Float64Array,
  start: number,
  window: Float64Array,
  out: Float64Array,
  at: number,
): number {
  out.fill(0);
  let sum = 0;
  for (let k = 0; k < window.length; k += 1) {
    const value = (signal[start + k] ?? 0) * window[k]!;
    out[at + k] = value;
    sum += value;
  }
  const mean = sum / window.length;
  let energy = 0;
  for (let k = 0; k < window.length; k += 1) {
    const value = out[at + k]! - mean;
    out[at + k] = value;
    energy += value * value;
  }
  return energy;
}

/** Tiles quieter than this, in dB above threshold, don't count. */
const SILENCE_DB = 2.5;
/** Loss of synchrony of the auditory nerve towards high frequencies: order and corner of a low-pass. */
const SYNCHRONY = { order: 5, hz: 3500 };

/**
 * The mean covariance over the tiles of the reference that are audible, weighted by how well the nerve still follows the
 * fine structure in each band.
 * @param bands lowest first
 */
export function synchronousCovariance(bands: readonly MotionCovariance[]): number {
  const audible = audibleSegments(bands);
  let weighted = 0;
  let total = 0;
  bands.forEach(({ covariance, meanSquare }, band) => {
    const weight = 1 / Math.sqrt(1 + (CENTRES_HZ[band]! / SYNCHRONY.hz) ** (2 * SYNCHRONY.order));
    for (const segment of audible) {
      if (Math.sqrt(meanSquare[segment]!) <= SILENCE_DB) continue;
      weighted += weight * covariance[segment]!;
      total += weight;
    }
  });
  return total === 0 ? 0 : weighted / total;
}

function audibleSegments(bands: readonly MotionCovariance[]): number[] {
  const segments = bands[0]?.covariance.length ?? 0;
  return Array.from({ length: segments }, (_, segment) => segment).filter((segment) => {
    const sum = bands.reduce((all, { meanSquare }) => all + 10 ** (Math.sqrt(meanSquare[segment]!) / 20), 0);
    return 20 * Math.log10(sum / bands.length) > SILENCE_DB;
  });
}

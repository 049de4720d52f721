import { kaiser } from '../../../dsp/windows.ts';

/** Taps on each side of an interpolated point, and thus the samples that the detector looks ahead. */
export const REACH = 24;

/** Finds peaks between samples, by windowed sincs. */
export class PeakDetector {
  /** Interpolation filters for fractions of a sample; `[2·REACH]` each. */
  readonly #phases: readonly Float64Array[];
  /** No point between samples exceeds their greatest magnitude by more than this factor. */
  readonly #bound: number;

  /**
   * Up to 48 kHz the points are 1/16 of a sample apart, so that the highest lies at most 1/32 from one: at 20 kHz of
   * 44.1 kHz, that is 0.03 dB. Higher rates need fewer points.
   */
  constructor(sampleRate: number) {
    const factor = sampleRate <= 50_000 ? 16 : sampleRate <= 100_000 ? 8 : 4;
    const shape = kaiser(2 * REACH * factor + 1, 8);
    this.#phases = Array.from({ length: factor - 1 }, (_, phase) =>
      interpolator((phase + 1) / factor, shape, factor),
    );
    this.#bound = Math.max(...this.#phases.map((taps) => taps.reduce((sum, tap) => sum + Math.abs(tap), 0)));
  }

  /**
   * The greatest magnitude from the sample `window[at]` up to the next one.
   * @param window at least `REACH` samples on either side of `at`
   * @param ceiling magnitudes below it need not be exact
   */
  from(window: Float64Array, at: number, ceiling: number): number {
    let highest = Math.abs(window[at]!);
    let around = 0;
    for (let i = at - REACH + 1; i <= at + REACH; i += 1) {
      const magnitude = Math.abs(window[i]!);
      if (magnitude > around) around = magnitude;
    }
    if (around * this.#bound <= ceiling) return highest;
    const first = at - REACH + 1;
    for (let phase = 0; phase < this.#phases.length; phase += 1) {
      const taps = this.#phases[phase]!;
      let sum = 0;
      for (let i = 0; i < 2 * REACH; i += 1) sum += taps[i]! * window[first + i]!;
      const magnitude = sum < 0 ? -sum : sum;
      if (magnitude > highest) highest = magnitude;
    }
    return highest;
  }
}

/** Taps for the point `fraction` after the sample at index REACH - 1, with gain 1 at 0 Hz. */
function interpolator(fraction: number, shape: Float64Array, factor: number): Float64Array {
  const taps = Float64Array.from({ length: 2 * REACH }, (_, i) => {
    const t = i - (REACH - 1) - fraction;
    return (Math.sin(Math.PI * t) / (Math.PI * t)) * shape[Math.round((t + REACH) * factor)]!;
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

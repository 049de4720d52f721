/**
 * Duration in seconds of a change that is not automation: long enough to avoid clicks, short enough to feel
 * immediate.
 */
const RAMP_SECONDS = 0.02;

/** Length of a ramp in frames, a whole number of mix blocks. */
export function rampFrames(sampleRate: number, block: number): number {
  return Math.max(1, Math.round((RAMP_SECONDS * sampleRate) / block)) * block;
}

/** Smoothstep 3x² - 2x³ from [0, 1] to [0, 1]; its slope is zero at both ends, so that a fade has no audible kink. */
export function smoothStep(x: number): number {
  return x * x * (3 - 2 * x);
}

/**
 * Removes the step from a curve that changes during playback (a value, a lane, or the position): adds the size of the
 * jump back and fades it out over one ramp. After the fade the curve is unchanged, so that two renders agree exactly.
 */
export class Deglitcher {
  readonly #ramp: number;
  #last = Number.NaN;
  #delta = 0;
  #left = 0;

  constructor(ramp: number) {
    this.#ramp = ramp;
  }

  /** The curve's last value; NaN before the first. */
  get last(): number {
    return this.#last;
  }

  /** Whether the curve is as it was given, and has begun. */
  get isSettled(): boolean {
    return this.#left === 0 && !Number.isNaN(this.#last);
  }

  reset(): void {
    this.#last = Number.NaN;
    this.#delta = 0;
    this.#left = 0;
  }

  /**
   * Processes in place: `curve` holds the block's values. `before` is the current curve's value just before the
   * block, or NaN if the block continues the previous one.
   */
  apply(curve: Float64Array, before: number): void {
    this.#restart(before);
    for (let n = 0; n < curve.length && this.#left > 0; n += 1) {
      this.#left -= 1;
      curve[n]! += this.#delta * smoothStep(this.#left / this.#ramp);
    }
    this.#last = curve[curve.length - 1]!;
  }

  /** The same for a curve sampled once at the end of every `frames` frames. */
  step(value: number, frames: number, before: number): number {
    this.#restart(before);
    this.#left = Math.max(0, this.#left - frames);
    this.#last = this.#left === 0 ? value : value + this.#delta * smoothStep(this.#left / this.#ramp);
    return this.#last;
  }

  #restart(before: number): void {
    if (Number.isNaN(before) || Number.isNaN(this.#last)) return;
    this.#delta = this.#last - before;
    this.#left = this.#delta === 0 ? 0 : this.#ramp;
  }
}

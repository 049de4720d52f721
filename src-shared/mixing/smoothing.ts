/** How long a change that is not automation takes, in seconds: long enough not to click, short enough to feel at once. */
const RAMP_SECONDS = 0.02;

/** Frames of a ramp: whole mix blocks. */
export function rampFrames(sampleRate: number, block: number): number {
  return Math.max(1, Math.round((RAMP_SECONDS * sampleRate) / block)) * block;
}

/** 0 … 1 to 0 … 1 with level ends (3x² - 2x³), so that a fade has no kink to hear. */
export function smoothStep(x: number): number {
  return x * x * (3 - 2 * x);
}

/**
 * Takes the step out of a curve that was changed while it played: what the curve jumped by is added back and
 * fades to nothing over one ramp, whatever changed (a value, a lane, the position). Once faded the curve is untouched,
 * so that two renders agree exactly.
 */
export class Deglitcher {
  readonly #ramp: number;
  #last = Number.NaN;
  #delta = 0;
  #left = 0;

  constructor(ramp: number) {
    this.#ramp = ramp;
  }

  reset(): void {
    this.#last = Number.NaN;
    this.#delta = 0;
    this.#left = 0;
  }

  /**
   * In place: `curve` holds the block's values. `before`: what the curve, as it is now, has just before the block;
   * NaN where it continues the block before.
   */
  apply(curve: Float64Array, before: number): void {
    this.#restart(before);
    for (let n = 0; n < curve.length && this.#left > 0; n += 1) {
      this.#left -= 1;
      curve[n]! += this.#delta * smoothStep(this.#left / this.#ramp);
    }
    this.#last = curve[curve.length - 1]!;
  }

  /** The same for a curve that is sampled once, at the end of every `frames`. */
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

/** A finite impulse response applied to blocks of any length; the same samples however they are divided. */
export class Fir {
  readonly #taps: Float64Array;
  /** The last samples before the block, then the block. */
  #line: Float64Array;

  constructor(taps: Float64Array) {
    this.#taps = taps;
    this.#line = new Float64Array(taps.length - 1);
  }

  reset(): void {
    this.#line.fill(0);
  }

  /** Processes in place. */
  process(samples: Float64Array): void {
    const taps = this.#taps;
    const past = taps.length - 1;
    const line = this.#holding(samples.length);
    line.set(samples, past);
    for (let n = 0; n < samples.length; n += 1) {
      let sum = 0;
      for (let k = 0; k <= past; k += 1) sum += taps[k]! * line[past + n - k]!;
      samples[n] = sum;
    }
    line.copyWithin(0, samples.length, samples.length + past);
  }

  #holding(frames: number): Float64Array {
    const length = this.#taps.length - 1 + frames;
    if (this.#line.length < length) {
      const line = new Float64Array(length);
      line.set(this.#line.subarray(0, this.#taps.length - 1));
      this.#line = line;
    }
    return this.#line;
  }
}

/** Delays by a whole number of samples, which may be 0. */
export class DelayLine {
  readonly #past: Float64Array;
  #at = 0;

  constructor(frames: number) {
    this.#past = new Float64Array(frames);
  }

  reset(): void {
    this.#past.fill(0);
  }

  /** Processes in place. */
  process(samples: Float64Array): void {
    const past = this.#past;
    if (past.length === 0) return;
    let at = this.#at;
    for (let n = 0; n < samples.length; n += 1) {
      const late = past[at]!;
      past[at] = samples[n]!;
      samples[n] = late;
      at = at + 1 === past.length ? 0 : at + 1;
    }
    this.#at = at;
  }
}

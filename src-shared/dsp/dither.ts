import { roundToGrid } from './quantise.ts';

/**
 * Rounds to fewer bits with triangular dither of ±1 step (the sum of two uniform values; Lipshitz, Wannamaker and
 * Vanderkooy 1992), which makes the error's mean and variance independent of the signal. The same seed gives the same
 * bytes.
 */
export class TpdfDither {
  readonly #bits: 16 | 24;
  #state: number;

  constructor(bits: 16 | 24, seed: number) {
    this.#bits = bits;
    this.#state = seed >>> 0;
  }

  /** In place: rounds each sample to a multiple of 2^-(bits-1), without clamping it to the range. */
  apply(samples: Float32Array): void {
    const step = 2 ** (1 - this.#bits);
    for (let n = 0; n < samples.length; n += 1) {
      const triangle = this.#uniform() + this.#uniform() - 1;
      samples[n] = roundToGrid(samples[n]! + triangle * step, this.#bits);
    }
  }

  /** In [0, 1): the mulberry32 generator, period 2^32. */
  #uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
}

import { dbToGain } from '../../../src-shared/mixing/levels.ts';

const RAMP_SECONDS = 0.02;

/** A gain for listening that moves linearly to its new value, so that it doesn't click; 1 leaves the samples alone. */
export class Trim {
  readonly #step: number;
  #gain = 1;
  #target = 1;
  #by = 0;

  constructor(sampleRate: number) {
    this.#step = 1 / (RAMP_SECONDS * sampleRate);
  }

  set(db: number): void {
    this.#target = dbToGain(db);
    this.#by = (this.#target - this.#gain) * this.#step;
  }

  process(left: Float32Array, right: Float32Array): void {
    if (this.#gain === 1 && this.#target === 1) return;
    for (let n = 0; n < left.length; n += 1) {
      const next = this.#gain + this.#by;
      this.#gain = this.#by > 0 ? Math.min(this.#target, next) : Math.max(this.#target, next);
      left[n] = (left[n] ?? 0) * this.#gain;
      right[n] = (right[n] ?? 0) * this.#gain;
    }
  }
}

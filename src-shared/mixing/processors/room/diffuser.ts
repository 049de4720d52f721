/** Delays of the all-passes in milliseconds, for the left and the right side. */
const DELAYS_MS = [
  [4.31, 7.93, 11.07, 17.39],
  [5.03, 7.21, 12.41, 16.57],
] as const;
const GAIN = 0.6;

/**
 * Four all-passes in series (M. R. Schroeder, "Natural sounding artificial reverberation", JAES 10(3), 1962): an attack
 * becomes dense without colour.
 */
export class Diffuser {
  readonly #lines: readonly Float64Array[];
  readonly #at: Int32Array;

  constructor(sampleRate: number, side: 0 | 1) {
    this.#lines = DELAYS_MS[side].map((ms) => new Float64Array(Math.round((ms / 1000) * sampleRate)));
    this.#at = new Int32Array(this.#lines.length);
  }

  reset(): void {
    for (const line of this.#lines) line.fill(0);
  }

  /** In place. */
  process(samples: Float32Array, frames: number): void {
    for (let stage = 0; stage < this.#lines.length; stage += 1) {
      const line = this.#lines[stage]!;
      let at = this.#at[stage]!;
      for (let n = 0; n < frames; n += 1) {
        const delayed = line[at]!;
        const input = samples[n]! + GAIN * delayed;
        line[at] = Math.abs(input) < 1e-30 ? 0 : input;
        samples[n] = delayed - GAIN * input;
        at = at + 1 === line.length ? 0 : at + 1;
      }
      this.#at[stage] = at;
    }
  }
}

/** Samples on each side. */
export const SINC_REACH = 16;
const STEPS = 256;
const TAPS = 2 * SINC_REACH;

/** Reads a signal between its samples by a windowed sinc, with a table of 256 positions and lines between them. */
export class SincReader {
  readonly #table: Float64Array;

  /** @param step samples of the signal for each one that is read; above 1, the band is limited to what can be kept */
  constructor(step: number) {
    const band = Math.min(1, 1 / step);
    this.#table = new Float64Array((STEPS + 1) * TAPS);
    for (let row = 0; row <= STEPS; row += 1) {
      for (let tap = 0; tap < TAPS; tap += 1) {
        const x = tap - (SINC_REACH - 1) - row / STEPS;
        const window = Math.cos((Math.PI * x) / TAPS) ** 2;
        this.#table[row * TAPS + tap] = band * sinc(band * x) * window;
      }
    }
  }

  /**
   * The value at `at` of a ring whose length is a power of two. It reads the samples from floor(at) - SINC_REACH + 1 to
   * floor(at) + SINC_REACH.
   */
  read(ring: Float64Array, at: number): number {
    const whole = Math.floor(at);
    const place = (at - whole) * STEPS;
    const row = Math.floor(place);
    const share = place - row;
    const mask = ring.length - 1;
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap += 1) {
      const low = this.#table[row * TAPS + tap]!;
      const high = this.#table[(row + 1) * TAPS + tap]!;
      sum += ring[(whole - (SINC_REACH - 1) + tap) & mask]! * (low + share * (high - low));
    }
    return sum;
  }
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

import type { SecondOrder } from './iir.ts';

/**
 * Splits a signal into bands whose sum is an all-pass of it: a tree of Linkwitz-Riley crossovers of 4th order (each a
 * 2nd-order Butterworth filter twice), where every band also passes through the all-pass of each crossover above its
 * own, so that all bands have the same phase (J. A. D'Appolito, "Active realization of multiway all-pass crossover
 * systems", AES convention 76, 1984).
 */
export class Crossover {
  readonly bands: number;
  readonly #lows: readonly Cascade[];
  readonly #highs: readonly Cascade[];
  /** All-passes of the crossovers above band `n + 1`'s own. */
  readonly #corrections: readonly Cascade[];

  /** @param edgesHz ascending, below half of `sampleRate` */
  constructor(edgesHz: readonly number[], sampleRate: number) {
    this.bands = edgesHz.length + 1;
    const twice = (section: SecondOrder): Cascade => new Cascade([section, section]);
    this.#lows = edgesHz.map((hz) => twice(butterworth(hz, sampleRate, 'low')));
    this.#highs = edgesHz.map((hz) => twice(butterworth(hz, sampleRate, 'high')));
    this.#corrections = edgesHz.map(
      (_, n) => new Cascade(edgesHz.slice(n + 1).map((hz) => butterworth(hz, sampleRate, 'all'))),
    );
  }

  reset(): void {
    for (const cascade of [...this.#lows, ...this.#highs, ...this.#corrections]) cascade.reset();
  }

  /** Writes the first `frames` samples of each band, lowest first; keeps its state for the next block. */
  process(input: Float64Array, bands: readonly Float64Array[], frames: number): void {
    const last = this.bands - 1;
    const rest = bands[last]!;
    rest.set(frames === input.length ? input : input.subarray(0, frames));
    for (let n = 0; n < last; n += 1) {
      const band = bands[n]!;
      for (let i = 0; i < frames; i += 1) band[i] = rest[i]!;
      this.#lows[n]!.process(band, frames);
      this.#highs[n]!.process(rest, frames);
      this.#corrections[n]!.process(band, frames);
    }
  }
}

/**
 * 2nd-order Butterworth low-pass or high-pass by the bilinear transform with the corner prewarped, or the all-pass with
 * the same poles, which is what a Linkwitz-Riley pair of 4th order sums to.
 */
function butterworth(hz: number, sampleRate: number, kind: 'low' | 'high' | 'all'): SecondOrder {
  const k = Math.tan((Math.PI * hz) / sampleRate);
  const a0 = 1 + Math.SQRT2 * k + k * k;
  const a1 = (2 * (k * k - 1)) / a0;
  const a2 = (1 - Math.SQRT2 * k + k * k) / a0;
  if (kind === 'all') return [a2, a1, 1, a1, a2];
  if (kind === 'low') return [(k * k) / a0, (2 * k * k) / a0, (k * k) / a0, a1, a2];
  return [1 / a0, -2 / a0, 1 / a0, a1, a2];
}

/** Second-order sections in series, transposed direct form II, in place. */
class Cascade {
  readonly #sections: readonly SecondOrder[];
  readonly #state: Float64Array;

  constructor(sections: readonly SecondOrder[]) {
    this.#sections = sections;
    this.#state = new Float64Array(2 * sections.length);
  }

  reset(): void {
    this.#state.fill(0);
  }

  process(samples: Float64Array, frames: number): void {
    for (let n = 0; n < this.#sections.length; n += 1) {
      const [b0, b1, b2, a1, a2] = this.#sections[n]!;
      let s1 = this.#state[2 * n]!;
      let s2 = this.#state[2 * n + 1]!;
      for (let i = 0; i < frames; i += 1) {
        const x = samples[i]!;
        const y = b0 * x + s1;
        s1 = b1 * x - a1 * y + s2;
        s2 = b2 * x - a2 * y;
        samples[i] = y;
      }
      this.#state[2 * n] = Math.abs(s1) < NOTHING ? 0 : s1;
      this.#state[2 * n + 1] = Math.abs(s2) < NOTHING ? 0 : s2;
    }
  }
}

/** States below this become zero: -600 dB, well before denormal numbers slow down processing. */
const NOTHING = 1e-30;

import { kaiser, sinc } from './kaiser.ts';

/** The kernel of a resampler: a sinc under a Kaiser window. */
export interface Kernel {
  /** Samples of the input on either side. */
  readonly reach: number;
  readonly beta: number;
  /** Of the sinc, in units of the input's Nyquist frequency. */
  readonly cutoff: number;
}

/**
 * 0.01 dB up to 0.9 of the lower Nyquist frequency, aliases and images below -85 dB: 90 dB of stop band, a transition
 * of 9 % of the band, half of it below the cut-off.
 */
function kernelForModels(fromRate: number, toRate: number): Kernel {
  const lower = Math.min(1, toRate / fromRate);
  return { reach: Math.ceil(64 / lower), beta: 9, cutoff: 0.955 * lower };
}

/**
 * Resampling by evaluation: output sample j is the input, band-limited, at time j / toRate. Each is a sum over the input
 * samples around that time and depends on nothing else, so any range of the output can be computed by itself and a run
 * that was interrupted goes on with the same bits; a converter that keeps a filter's state can't.
 *
 * y[j] = Σ_k x[k]·h(j·from/to - k), h a sinc under a Kaiser window, its gain at 0 Hz exactly one for every phase.
 */
export class RationalResampler {
  /** Input samples that an output sample depends on, to either side. */
  readonly reach: number;
  /** output:input in lowest terms is `up`:`down`. */
  readonly #up: number;
  readonly #down: number;
  readonly #cutoff: number;
  readonly #beta: number;
  readonly #phases: (Float64Array | undefined)[];

  constructor(fromRate: number, toRate: number, kernel = kernelForModels(fromRate, toRate)) {
    const divisor = gcd(fromRate, toRate);
    this.#up = toRate / divisor;
    this.#down = fromRate / divisor;
    this.#cutoff = kernel.cutoff;
    this.#beta = kernel.beta;
    this.#phases = new Array<Float64Array | undefined>(this.#up);
    this.reach = fromRate === toRate ? 0 : kernel.reach;
  }

  /** The input samples `[from, to)` that outputs `[start, start + count)` depend on; they may lie outside of the signal. */
  inputRange(start: number, count: number): { readonly from: number; readonly to: number } {
    const last = this.#position(start + count - 1);
    if (this.reach === 0) return { from: start, to: start + count };
    return { from: this.#position(start) - this.reach + 1, to: last + this.reach + 1 };
  }

  /** The number of outputs from `start` on that depend on input samples before `to` only. */
  countBefore(start: number, to: number): number {
    if (this.reach === 0) return Math.max(0, to - start);
    const end = Math.ceil(((to - this.reach) * this.#up) / this.#down);
    return Math.max(0, end - start);
  }

  /**
   * @param input samples of the signal from `inputStart` on; those of `inputRange(start, count)` must be among them
   * @returns outputs `[start, start + count)`
   */
  apply(input: Float32Array, inputStart: number, start: number, count: number): Float32Array {
    if (this.reach === 0) return input.slice(start - inputStart, start - inputStart + count);
    const { from, to } = this.inputRange(start, count);
    if (count > 0 && (from < inputStart || to > inputStart + input.length)) {
      throw new Error(
        `samples ${from} to ${to} are needed, ${inputStart} to ${inputStart + input.length} given`,
      );
    }
    const out = new Float32Array(count);
    const taps = 2 * this.reach;
    const step = Math.floor(this.#down / this.#up);
    const phaseStep = this.#down - step * this.#up;
    let phase = modulo(start * this.#down, this.#up);
    let first = from - inputStart;
    for (let n = 0; n < count; n += 1) {
      const kernel = this.#kernel(phase);
      let sum = 0;
      for (let k = 0; k < taps; k += 1) sum += (kernel[k] as number) * (input[first + k] as number);
      out[n] = sum;
      first += step;
      phase += phaseStep;
      if (phase >= this.#up) {
        phase -= this.#up;
        first += 1;
      }
    }
    return out;
  }

  /** The input sample at or before an output sample. */
  #position(output: number): number {
    return Math.floor((output * this.#down) / this.#up);
  }

  #kernel(phase: number): Float64Array {
    const known = this.#phases[phase];
    if (known !== undefined) return known;
    const kernel = new Float64Array(2 * this.reach);
    let sum = 0;
    for (let k = 0; k < kernel.length; k += 1) {
      const distance = phase / this.#up + this.reach - 1 - k;
      const weight = sinc(this.#cutoff * distance) * kaiser(distance / this.reach, this.#beta);
      kernel[k] = weight;
      sum += weight;
    }
    const scaled = kernel.map((weight) => weight / sum);
    this.#phases[phase] = scaled;
    return scaled;
  }
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

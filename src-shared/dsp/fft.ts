import FFT from 'fft.js';
import { MixedRadixFft } from './mixed-radix.ts';

/**
 * Fourier transform of real signals over one half-length complex transform (fft.js for powers of two).
 *
 * With z[n] = x[2n] + i·x[2n+1] and Z its transform of length M = size/2,
 * X[k] = (Z[k] + Z*[M-k])/2 - (i/2)·e^(-2πik/size)·(Z[k] - Z*[M-k]), k = 0 … M
 * (Oppenheim and Schafer, Discrete-Time Signal Processing, "computing the DFT of a real sequence").
 *
 * Spectra are half spectra: interleaved re, im of bins 0 … size/2, so `size + 2` numbers.
 * Forward is unscaled; the inverse divides by `size`, so that inverse(forward(x)) = x.
 */
export class RealFft {
  readonly size: number;
  readonly bins: number;
  readonly #complex: FFT | MixedRadixFft;
  readonly #packed: Float64Array;
  readonly #transformed: Float64Array;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  /** @param size an even product of 2, 3 and 5, at least 4 */
  constructor(size: number) {
    if (!Number.isInteger(size) || size < 4 || size % 2 !== 0) {
      throw new Error(`an FFT size must be even and at least 4, not ${size}`);
    }
    this.size = size;
    this.bins = size / 2 + 1;
    const half = size / 2;
    this.#complex = complexFft(half);
    this.#packed = new Float64Array(size);
    this.#transformed = new Float64Array(size);
    this.#cos = new Float64Array(half + 1);
    this.#sin = new Float64Array(half + 1);
    for (let k = 0; k <= half; k += 1) {
      this.#cos[k] = Math.cos((2 * Math.PI * k) / size);
      this.#sin[k] = Math.sin((2 * Math.PI * k) / size);
    }
  }

  /** A zeroed half spectrum of this size: `[re, im]` of each bin. */
  createSpectrum(): Float64Array {
    return new Float64Array(this.size + 2);
  }

  /** `signal`: `size` samples; `spectrum`: `size + 2` numbers, overwritten. */
  forward(signal: Float64Array | Float32Array, spectrum: Float64Array): void {
    this.#check(signal.length, spectrum.length);
    this.#packed.set(signal);
    this.#complex.transform(this.#transformed, this.#packed);
    const z = this.#transformed;
    const [cos, sin] = [this.#cos, this.#sin];
    const half = this.size / 2;
    for (let k = 0; k <= half; k += 1) {
      const a = 2 * (k === half ? 0 : k);
      const b = 2 * (k === 0 ? 0 : half - k);
      const evenRe = (z[a]! + z[b]!) / 2;
      const evenIm = (z[a + 1]! - z[b + 1]!) / 2;
      const oddRe = (z[a]! - z[b]!) / 2;
      const oddIm = (z[a + 1]! + z[b + 1]!) / 2;
      const c = cos[k]!;
      const s = sin[k]!;
      // -i·e^(-iθ)·(oddRe + i·oddIm)
      spectrum[2 * k] = evenRe + c * oddIm - s * oddRe;
      spectrum[2 * k + 1] = evenIm - c * oddRe - s * oddIm;
    }
  }

  /** `spectrum`: `size + 2` numbers (imaginary parts of the first and last bin are ignored); `signal`: overwritten. */
  inverse(spectrum: Float64Array, signal: Float64Array | Float32Array): void {
    this.#check(signal.length, spectrum.length);
    const z = this.#packed;
    const [cos, sin] = [this.#cos, this.#sin];
    const half = this.size / 2;
    for (let k = 0; k < half; k += 1) {
      const a = 2 * k;
      const b = 2 * (half - k);
      const aIm = k === 0 ? 0 : spectrum[a + 1]!;
      const bIm = k === 0 ? 0 : spectrum[b + 1]!;
      const evenRe = (spectrum[a]! + spectrum[b]!) / 2;
      const evenIm = (aIm - bIm) / 2;
      const differenceRe = (spectrum[a]! - spectrum[b]!) / 2;
      const differenceIm = (aIm + bIm) / 2;
      const c = cos[k]!;
      const s = sin[k]!;
      // i·e^(iθ)·(differenceRe + i·differenceIm)
      z[a] = evenRe - c * differenceIm - s * differenceRe;
      z[a + 1] = evenIm + c * differenceRe - s * differenceIm;
    }
    this.#complex.inverseTransform(this.#transformed, z);
    signal.set(this.#transformed);
  }

  #check(samples: number, numbers: number): void {
    if (samples !== this.size || numbers !== this.size + 2) {
      throw new Error(
        `an FFT of ${this.size} takes ${this.size} samples and ${this.size + 2} numbers, not ${samples} and ${numbers}`,
      );
    }
  }
}

/** The transform of complex signals: fft.js where it can, which is the faster. */
export function complexFft(size: number): FFT | MixedRadixFft {
  return size > 1 && (size & (size - 1)) === 0 ? new FFT(size) : new MixedRadixFft(size);
}

/** The smallest power of two that is at least `length`. */
export function nextPowerOfTwo(length: number): number {
  let size = 1;
  while (size < length) size *= 2;
  return size;
}

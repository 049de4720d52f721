import { complexFft } from './fft.ts';
import { nextFastSize } from './mixed-radix.ts';

/**
 * The Fourier transform at evenly spaced frequencies that need not be multiples of 1/length, by Bluestein's algorithm
 * (Rabiner, Schafer and Rader 1969, "The chirp z-transform"): X[k] = Σ_n x[n]·e^(-iθkn), k = -reach … reach, with
 * kn = (k² + n² - (k-n)²)/2 turned into one convolution.
 */
export class ChirpTransform {
  readonly length: number;
  readonly reach: number;
  readonly #fft: ReturnType<typeof complexFft>;
  readonly #size: number;
  /** e^(-iθn²/2) for n = 0 … max(length - 1, reach), interleaved. */
  readonly #chirp: Float64Array;
  /** Transform of e^(+iθm²/2), m = -(length - 1 + reach) … reach, wrapped. */
  readonly #kernel: Float64Array;
  readonly #time: Float64Array;
  readonly #spectrum: Float64Array;

  /** @param length at least 2; `step` θ, the spacing of the frequencies in radians a sample */
  constructor(length: number, reach: number, step: number) {
    this.length = length;
    this.reach = reach;
    this.#size = nextFastSize(length + 2 * reach);
    this.#fft = complexFft(this.#size);
    const span = length + reach;
    this.#chirp = new Float64Array(2 * span);
    for (let n = 0; n < span; n += 1) {
      // Reduce the angle modulo a full turn first, so that its sine keeps full precision.
      const angle = ((step / (4 * Math.PI)) * n * n) % 1;
      this.#chirp[2 * n] = Math.cos(2 * Math.PI * angle);
      this.#chirp[2 * n + 1] = -Math.sin(2 * Math.PI * angle);
    }
    const kernel = new Float64Array(2 * this.#size);
    for (let m = -(length - 1 + reach); m <= reach; m += 1) {
      const at = 2 * ((m + this.#size) % this.#size);
      kernel[at] = this.#chirp[2 * Math.abs(m)] ?? 0;
      kernel[at + 1] = -(this.#chirp[2 * Math.abs(m) + 1] ?? 0);
    }
    this.#kernel = new Float64Array(2 * this.#size);
    this.#fft.transform(this.#kernel, kernel);
    this.#time = new Float64Array(2 * this.#size);
    this.#spectrum = new Float64Array(2 * this.#size);
  }

  /**
   * @param signal `length` complex samples, interleaved
   * @param out `2·reach + 1` complex numbers, interleaved: k = -reach first
   */
  transform(signal: Float64Array, out: Float64Array): void {
    const time = this.#time.fill(0);
    const chirp = this.#chirp;
    for (let n = 0; n < this.length; n += 1) {
      const re = signal[2 * n]!;
      const im = signal[2 * n + 1]!;
      const c = chirp[2 * n]!;
      const s = chirp[2 * n + 1]!;
      time[2 * n] = re * c - im * s;
      time[2 * n + 1] = re * s + im * c;
    }
    const spectrum = this.#spectrum;
    const kernel = this.#kernel;
    this.#fft.transform(spectrum, time);
    for (let j = 0; j < 2 * this.#size; j += 2) {
      const re = spectrum[j]! * kernel[j]! - spectrum[j + 1]! * kernel[j + 1]!;
      spectrum[j + 1] = spectrum[j]! * kernel[j + 1]! + spectrum[j + 1]! * kernel[j]!;
      spectrum[j] = re;
    }
    this.#fft.inverseTransform(time, spectrum);
    for (let k = -this.reach; k <= this.reach; k += 1) {
      const at = 2 * ((k + this.#size) % this.#size);
      const c = chirp[2 * Math.abs(k)]!;
      const s = chirp[2 * Math.abs(k) + 1]!;
      out[2 * (k + this.reach)] = time[at]! * c - time[at + 1]! * s;
      out[2 * (k + this.reach) + 1] = time[at]! * s + time[at + 1]! * c;
    }
  }
}

import { complexFft } from '../../src-shared/dsp/fft.ts';
import { nextFastSize } from '../../src-shared/dsp/mixed-radix.ts';
import { COMPLEX, complexTransform } from './complex-transform.ts';
import type { ComplexTransform } from './complex-transform.ts';
import type { Address, KernelMemory } from './kernels.ts';

/**
 * The Fourier transform at evenly spaced frequencies that need not be multiples of 1/length, by Bluestein's algorithm
 * (Rabiner, Schafer and Rader 1969, "The chirp z-transform"): X[k] = Σ_n x[n]·e^(-iθkn), k = -reach … reach, with
 * kn = (k² + n² - (k-n)²)/2 turned into one convolution.
 */
export class ChirpTransform {
  readonly length: number;
  readonly reach: number;
  readonly #memory: KernelMemory;
  readonly #fft: ComplexTransform;
  /** e^(-iθn²/2) for n = 0 … max(length - 1, reach). */
  readonly #chirp: Address;
  /** Transform of e^(+iθm²/2), m = -(length - 1 + reach) … reach, wrapped. */
  readonly #kernel: Address;
  readonly #out: Address;

  /** @param length at least 2; `step` θ, the spacing of the frequencies in radians a sample */
  constructor(memory: KernelMemory, length: number, reach: number, step: number) {
    this.length = length;
    this.reach = reach;
    this.#memory = memory;
    const size = nextFastSize(length + 2 * reach);
    this.#fft = complexTransform(memory, size);
    const chirp = chirpOf(length + reach, step);
    this.#chirp = memory.store(chirp);
    this.#kernel = memory.store(kernelOf(chirp, length, reach, size));
    this.#out = memory.reserve((2 * reach + 1) * COMPLEX);
  }

  /** Where `transform` takes `length` complex samples; it overwrites them. */
  get input(): Address {
    return this.#fft.input;
  }

  /** What `transform` writes: `2·reach + 1` complex numbers, interleaved, k = -reach first. */
  result(): Float64Array {
    return this.#memory.float64(this.#out, 2 * (2 * this.reach + 1));
  }

  transform(): void {
    const { kernels } = this.#memory;
    const { input, size } = this.#fft;
    kernels.multiplied(input, input, this.#chirp, this.length);
    kernels.cleared(input + this.length * COMPLEX, (size - this.length) * COMPLEX);
    kernels.multiplied(input, this.#fft.forward(), this.#kernel, size);
    const found = this.#fft.inverse();
    kernels.chirpBins(this.#out, found, this.#chirp, this.reach, size, this.#fft.backwards ? 1 : 0);
  }
}

function chirpOf(span: number, step: number): Float64Array {
  const chirp = new Float64Array(2 * span);
  for (let n = 0; n < span; n += 1) {
    // Reduce the angle modulo a full turn first, so that its sine keeps full precision.
    const angle = ((step / (4 * Math.PI)) * n * n) % 1;
    chirp[2 * n] = Math.cos(2 * Math.PI * angle);
    chirp[2 * n + 1] = -Math.sin(2 * Math.PI * angle);
  }
  return chirp;
}

function kernelOf(chirp: Float64Array, length: number, reach: number, size: number): Float64Array {
  const wrapped = new Float64Array(2 * size);
  for (let m = -(length - 1 + reach); m <= reach; m += 1) {
    const at = 2 * ((m + size) % size);
    wrapped[at] = chirp[2 * Math.abs(m)] ?? 0;
    wrapped[at + 1] = -(chirp[2 * Math.abs(m) + 1] ?? 0);
  }
  const kernel = new Float64Array(2 * size);
  complexFft(size).transform(kernel, wrapped);
  return kernel;
}

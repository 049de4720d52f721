import { complexTransform } from './complex-transform.ts';
import type { ComplexTransform } from './complex-transform.ts';
import type { Address, KernelMemory } from './kernels.ts';

/** `RealFft` (`src-shared/dsp/fft.ts`) in a kernel's memory, bit for bit. */
export class RealTransform {
  readonly size: number;
  readonly bins: number;
  readonly #memory: KernelMemory;
  readonly #complex: ComplexTransform;
  /** Cos and sin of 2πk/size, k = 0 … size/2. */
  readonly #turns: Address;

  /** @param size an even product of 2, 3 and 5, at least 4 */
  constructor(memory: KernelMemory, size: number) {
    this.size = size;
    this.bins = size / 2 + 1;
    this.#memory = memory;
    this.#complex = complexTransform(memory, size / 2);
    const turns = new Float64Array(2 * this.bins);
    for (let k = 0; k < this.bins; k += 1) {
      turns[2 * k] = Math.cos((2 * Math.PI * k) / size);
      turns[2 * k + 1] = Math.sin((2 * Math.PI * k) / size);
    }
    this.#turns = memory.store(turns);
  }

  /** Where `forward` takes `size` samples, as doubles; each transform overwrites them. */
  get input(): Address {
    return this.#complex.input;
  }

  /** @param spectrum overwritten: re and im of `bins` bins */
  forward(spectrum: Address): void {
    this.#memory.kernels.unpack(spectrum, this.#complex.forward(), this.size / 2, this.#turns);
  }

  /** @returns `size` samples as doubles, not yet divided by size/2, in the order that `backwards` says */
  inverse(spectrum: Address): Address {
    this.#memory.kernels.pack(this.#complex.input, spectrum, this.size / 2, this.#turns);
    return this.#complex.inverse();
  }

  /** Whether the inverse's pairs of samples stand in the order 0, size/2 - 1, … 1. */
  get backwards(): boolean {
    return this.#complex.backwards;
  }
}

import { factorsOf, twiddlesOf } from '../../src-shared/dsp/mixed-radix.ts';
import type { Radix } from '../../src-shared/dsp/mixed-radix.ts';
import type { Address, KernelMemory } from './kernels.ts';

/** Bytes of a complex number: re and im as doubles. */
export const COMPLEX = 16;

/**
 * The Fourier transform of complex numbers in a kernel's memory, bit for bit that of `complexFft` (`src-shared/dsp/fft.ts`).
 * `input` takes the numbers, and a transform overwrites it.
 */
export interface ComplexTransform {
  readonly size: number;
  readonly input: Address;
  /** Where the result lies. */
  forward(): Address;
  /** Not divided by the size. There is room for one number behind the result. */
  inverse(): Address;
  /** Whether the inverse's numbers stand in the order 0, size - 1, … 1. */
  readonly backwards: boolean;
}

/** @param size a product of 2, 3 and 5, at least 2 */
export const complexTransform = (memory: KernelMemory, size: number): ComplexTransform =>
  size > 1 && (size & (size - 1)) === 0 ? powerOfTwo(memory, size) : mixedRadix(memory, size);

function powerOfTwo(memory: KernelMemory, size: number): ComplexTransform {
  const { kernels } = memory;
  const radix4 = Math.log2(size) % 2 === 0;
  const order = memory.store(orderOf(size / (radix4 ? 4 : 2)));
  const passes: { readonly span: number; readonly twiddles: Address }[] = [];
  for (let span = radix4 ? 4 : 2; span < size; span *= 4) {
    passes.push({ span, twiddles: memory.store(quarterTwiddles(span)) });
  }
  const input = memory.reserve(size * COMPLEX);
  const result = memory.reserve((size + 1) * COMPLEX);
  const run = (inverse: 0 | 1): Address => {
    if (radix4) kernels.firstPass4(result, input, order, size, inverse);
    else kernels.firstPass2(result, input, order, size);
    for (const { span, twiddles } of passes) kernels.nextPass4(result, size, span, twiddles, inverse);
    return result;
  };
  return { size, input, forward: () => run(0), inverse: () => run(1), backwards: false };
}

/** Where each butterfly of the first pass begins, in bytes: the digits of its index to base 4 backwards. */
function orderOf(count: number): Uint32Array {
  const digits = Math.log2(count) / 2;
  return Uint32Array.from({ length: count }, (_, index) => {
    let reversed = 0;
    for (let digit = 0, left = index; digit < digits; digit += 1, left >>>= 2) {
      reversed = reversed * 4 + (left & 3);
    }
    return reversed * COMPLEX;
  });
}

/** e^(-2πi·m·q/(4·span)) for q = 0 … span - 1 and m = 1, 2, 3, with the rounding of fft.js. */
function quarterTwiddles(span: number): Float64Array {
  const out = new Float64Array(6 * span);
  for (let q = 0, at = 0; q < span; q += 1) {
    for (let m = 1; m <= 3; m += 1, at += 2) {
      const angle = (Math.PI * (2 * m * q)) / (4 * span);
      out[at] = Math.cos(angle);
      out[at + 1] = -Math.sin(angle);
    }
  }
  return out;
}

function mixedRadix(memory: KernelMemory, size: number): ComplexTransform {
  const { kernels } = memory;
  const factors = factorsOf(size);
  if (factors === null) throw new Error(`${size} is not a product of 2, 3 and 5`);
  const buffers = [memory.reserve((size + 1) * COMPLEX), memory.reserve((size + 1) * COMPLEX)] as const;
  let left = size;
  let stride = 1;
  const passes = factors.map((radix, index) => {
    const pass = {
      kernel: kernels[`radix${radix}` satisfies `radix${Radix}`],
      from: buffers[index % 2 === 0 ? 0 : 1],
      to: buffers[index % 2 === 0 ? 1 : 0],
      twiddles: memory.store(twiddlesOf(left, radix)),
      count: left / radix,
      stride,
    };
    left /= radix;
    stride *= radix;
    return pass;
  });
  const result = passes.at(-1)?.to ?? buffers[0];
  const run = (): Address => {
    for (const { kernel, to, from, twiddles, count, stride: next } of passes) {
      kernel(to, from, twiddles, count, next);
    }
    return result;
  };
  // The forward transform read backwards is the inverse.
  return { size, input: buffers[0], forward: run, inverse: run, backwards: true };
}

import { describe, expect, it } from 'vitest';
import { complexTransform } from '../../../../src-main/kernels/complex-transform.ts';
import { KernelMemory } from '../../../../src-main/kernels/kernels.ts';
import { RealTransform } from '../../../../src-main/kernels/real-transform.ts';
import { complexFft, RealFft } from '../../../../src-shared/dsp/fft.ts';
import { noise } from '../../../support/signals.ts';

/** Powers of two of both parities, each radix alone and repeated, and those of the rates from 8 to 192 kHz. */
const SIZES = [
  ...[2, 4, 8, 16, 32, 64, 512, 1024, 2048, 4096, 8192],
  ...[
    3, 5, 6, 9, 10, 12, 15, 20, 25, 27, 30, 45, 60, 125, 160, 243, 375, 540, 1125, 2250, 2400, 4500, 9000,
    11_250,
  ],
];

describe.each(SIZES)('transforms of %i complex numbers', (size) => {
  const memory = new KernelMemory();
  const transform = complexTransform(memory, size);
  const input = memory.float64(transform.input, 2 * size);
  const reference = complexFft(size);

  it('are bit for bit those in TypeScript', () => {
    for (const seed of [1, 2]) {
      const values = Float64Array.from(noise(2 * size, seed), (value) => value ** 3);
      const expected = new Float64Array(2 * size);
      reference.transform(expected, values);
      input.set(values);
      expect(memory.float64(transform.forward(), 2 * size)).toEqual(expected);

      reference.inverseTransform(expected, values);
      input.set(values);
      const found = memory.float64(transform.inverse(), 2 * size);
      const order = (n: number): number => (transform.backwards ? (size - n) % size : n);
      const inOrder = expected.map((_, index) => found[2 * order(index >> 1) + (index & 1)]! / size);
      expect(inOrder).toEqual(expected);
    }
  });
});

describe.each(SIZES.map((size) => 2 * size))('transforms of %i real samples', (size) => {
  const memory = new KernelMemory();
  const fft = new RealTransform(memory, size);
  const at = memory.reserve(8 * (size + 2));
  const spectrum = memory.float64(at, size + 2);

  it('are bit for bit those in TypeScript', () => {
    const reference = new RealFft(size);
    const signal = Float64Array.from(noise(size, 3));
    const expected = reference.createSpectrum();
    reference.forward(signal, expected);
    memory.float64(fft.input, size).set(signal);
    fft.forward(at);
    expect(spectrum).toEqual(expected);

    const back = new Float64Array(size);
    spectrum.set(noise(size + 2, 4));
    reference.inverse(spectrum, back);
    const found = memory.float64(fft.inverse(at), size);
    const half = size / 2;
    const order = (n: number): number => (fft.backwards ? (half - n) % half : n);
    expect(back.map((_, index) => found[2 * order(index >> 1) + (index & 1)]! / half)).toEqual(back);
  });
});

it('refuses sizes with other factors', () => {
  expect(() => complexTransform(new KernelMemory(), 14)).toThrow('14 is not a product of 2, 3 and 5');
});

it('refuses to grow once arrays lie over the memory', () => {
  const memory = new KernelMemory();
  const first = memory.reserve(200_000);
  expect(memory.float32(first, 50_000).every((value) => value === 0)).toBe(true);
  expect(() => memory.reserve(16)).toThrow('can’t grow');
});

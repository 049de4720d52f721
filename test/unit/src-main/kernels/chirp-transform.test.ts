import { expect, it } from 'vitest';
import { ChirpTransform } from '../../../../src-main/kernels/chirp-transform.ts';
import { KernelMemory } from '../../../../src-main/kernels/kernels.ts';

/** The definition, term by term. */
function direct(signal: Float64Array, reach: number, step: number): Float64Array {
  const out = new Float64Array(2 * (2 * reach + 1));
  for (let k = -reach; k <= reach; k += 1) {
    for (let n = 0; n < signal.length / 2; n += 1) {
      const [re, im] = [signal[2 * n]!, signal[2 * n + 1]!];
      const [c, s] = [Math.cos(step * k * n), -Math.sin(step * k * n)];
      out[2 * (k + reach)]! += re * c - im * s;
      out[2 * (k + reach) + 1]! += re * s + im * c;
    }
  }
  return out;
}

it.each([
  [2, 1, 1],
  [371, 40, 0.0283],
  [600, 512, (2 * Math.PI) / 1031],
])('gives the transform of %i samples at ±%i multiples of %f', (length, reach, step) => {
  const signal = Float64Array.from({ length: 2 * length }, (_, n) => Math.sin(n * n * 0.7 + 1));
  const memory = new KernelMemory();
  const chirp = new ChirpTransform(memory, length, reach, step);
  const out = chirp.result();
  // Again in the same memory.
  for (let turn = 0; turn < 2; turn += 1) {
    memory.float64(chirp.input, signal.length).set(signal);
    chirp.transform();
  }
  const expected = direct(signal, reach, step);
  for (const [index, value] of out.entries()) expect(Math.abs(value - expected[index]!)).toBeLessThan(1e-9);
});

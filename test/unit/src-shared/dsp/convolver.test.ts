import { expect, it } from 'vitest';
import { Convolver, responseSpectra } from '../../../../src-shared/dsp/convolver.ts';
import { maxDifference, noise } from '../../../support/signals.ts';

const BLOCK = 128;

function convolved(
  response: Float32Array,
  signal: Float32Array,
  convolver = new Convolver(responseSpectra(response)),
) {
  const out = signal.slice();
  for (let at = 0; at < out.length; at += BLOCK) convolver.process(out.subarray(at, at + BLOCK));
  return out;
}

/** The sum itself. */
function direct(response: Float32Array, signal: Float32Array): Float32Array {
  return signal.map((_, n) => {
    let sum = 0;
    for (let k = 0; k <= Math.min(n, response.length - 1); k += 1) sum += response[k]! * signal[n - k]!;
    return sum;
  });
}

it.each([1, 100, 128, 129, 2048, 2049, 5000])('equals the sum for a response of %d samples', (length) => {
  const response = noise(length, 3, 0.1);
  const signal = noise(80 * BLOCK, 4, 0.5);
  expect(maxDifference(convolved(response, signal), direct(response, signal))).toBeLessThan(1e-6);
});

it('a response of one sample scales, in the same frame; after a reset nothing sounds', () => {
  const convolver = new Convolver(responseSpectra(Float32Array.of(0.5)));
  const signal = noise(40 * BLOCK, 5, 0.5);
  expect(
    maxDifference(
      convolved(new Float32Array(0), signal, convolver),
      signal.map((x) => 0.5 * x),
    ),
  ).toBeLessThan(1e-7);
  const long = new Convolver(responseSpectra(noise(5000, 6, 0.5)));
  convolved(new Float32Array(0), signal, long);
  long.reset();
  const silence = new Float32Array(40 * BLOCK);
  expect(maxDifference(convolved(new Float32Array(0), silence, long), silence)).toBe(0);
});

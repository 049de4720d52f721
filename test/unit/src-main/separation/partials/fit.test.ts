import { expect, it } from 'vitest';
import { PartialsFit } from '../../../../../src-main/separation/partials/fit.ts';
import { ReferenceFit } from '../../../../support/reference/partials/fit.ts';
import { noise } from '../../../../support/signals.ts';

const SLOTS = 3;
const STRIDE = 3000;

/** Slot, Hz and spread of what sounds in a frame. */
type Sounding = readonly (readonly [slot: number, hertz: number, spread: number])[];

const FRAMES: readonly Sounding[] = [
  [[0, 221.3, 0.004]],
  [
    [0, 221.3, 0],
    [1, 333.7, 0.016],
    [1, 97.1, 0.002],
  ],
  // Partials at both ends of the spectrum, and none.
  [
    [0, 3, 0],
    [1, 2600, 0.3],
  ],
  [[1, 9000, 0]],
  [],
];

it.each([2049, 1024])('gives bit for bit what the same steps in TypeScript give, with %i bins', (bins) => {
  const binHz = 5.3;
  const fit = new PartialsFit(SLOTS, bins, binHz, 3);
  const reference = new ReferenceFit(SLOTS, bins, binHz);
  for (const [index, sounding] of FRAMES.entries()) {
    const data = noise(SLOTS * STRIDE, index).map(Math.abs);
    const expected = data.slice();
    const magnitude = noise(bins, 10 + index).map((value, k) => (k % 50 === 7 ? 0 : Math.abs(value)));
    const residual = Float64Array.of(0.3, 0.25, 0.6);
    for (const one of [fit, reference]) {
      one.begin();
      for (const [slot, hertz, spread] of sounding) one.add(slot, hertz, spread);
    }
    fit.sharpen({ data, start: 11, stride: STRIDE }, magnitude, residual);
    reference.sharpen({ data: expected, start: 11, stride: STRIDE }, magnitude, residual);
    expect(data).toEqual(expected);
    expect(data.subarray(0, 11)).toEqual(
      noise(SLOTS * STRIDE, index)
        .map(Math.abs)
        .subarray(0, 11),
    );
  }
});

import { expect, it } from 'vitest';
import { peaksOf } from '../../../../../src-main/notes/heard/peaks.ts';

/** Quarter tones from MIDI 57 on. */
const pitches = Float64Array.from({ length: 80 }, (_, k) => 57 + k / 4);
const kind = (...values: readonly (readonly [k: number, value: number])[]): Float32Array => {
  const out = new Float32Array(pitches.length);
  for (const [k, value] of values) out[k] = value;
  return out;
};

it('finds the fundamentals that stand out, with the probability around them and whose they are', () => {
  const violins = kind([40, 0.5], [41, 0.25], [60, 0.125]);
  const cello = kind([10, 0.75], [40, 0.25]);
  const peaks = peaksOf([violins, cello], pitches, 0.1);
  expect(peaks.map(({ mass }) => mass)).toEqual([1, 0.75, 0.125]);
  // (67·0.75 + 67.25·0.25) / 1
  expect(peaks[0]?.pitch).toBeCloseTo(67.0625, 6);
  expect(peaks[0]?.byKind).toEqual([0.75, 0.25]);
  expect(peaks[1]).toEqual({ pitch: 59.5, mass: 0.75, byKind: [0, 0.75], place: null });
});

it('asks for the place of every peak', () => {
  const peaks = peaksOf([kind([40, 0.5], [60, 0.25])], pitches, 0.1, (pitch) => pitch - 60);
  expect(peaks.map(({ place }) => place)).toEqual([7, 12]);
});

it('leaves out what is less probable than asked, and finds nothing in silence', () => {
  expect(peaksOf([kind([30, 0.09])], pitches, 0.1)).toEqual([]);
  expect(peaksOf([kind()], pitches, 0.1)).toEqual([]);
});

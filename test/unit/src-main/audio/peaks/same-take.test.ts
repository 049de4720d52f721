import { describe, expect, it } from 'vitest';
import { envelopeOf, likeness, SAME_TAKE } from '../../../../../src-main/audio/peaks/same-take.ts';

/** A repeatable envelope that changes from hop to hop: a linear congruential generator, smoothed. */
function envelope(seed: number, length = 500): Float64Array {
  let state = seed;
  let level = 0;
  return Float64Array.from({ length }, () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    level = 0.8 * level + state / 2 ** 32;
    return level;
  });
}

describe('the same take', () => {
  it('takes the largest magnitude of all channels', () => {
    const data = Int16Array.of(-5, 3, -1, 2, 0, 4, -7, 1);
    expect(envelopeOf({ channels: 2, buckets: 2, data })).toEqual(Float64Array.of(5, 7));
  });

  it('is one for the same envelope at another level, and finds a shift of up to 0.15 s either way', () => {
    const a = envelope(1);
    expect(
      likeness(
        a,
        a.map((value) => 0.3 * value + 2),
      ),
    ).toBeCloseTo(1, 12);
    expect(likeness(a, a.subarray(3))).toBeCloseTo(1, 12);
    expect(likeness(a.subarray(3), a)).toBeCloseTo(1, 12);
    expect(likeness(a, a.subarray(5))).toBeLessThan(SAME_TAKE);
  });

  it('is low for other envelopes, and zero for silence', () => {
    expect(likeness(envelope(1), envelope(2))).toBeLessThan(0.5);
    expect(likeness(envelope(1), new Float64Array(500))).toBe(0);
    expect(likeness(new Float64Array(500), new Float64Array(500))).toBe(0);
  });
});

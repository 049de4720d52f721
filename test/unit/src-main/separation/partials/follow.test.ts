import { describe, expect, it } from 'vitest';
import { Follower } from '../../../../../src-main/separation/partials/follow.ts';
import { BIN_HZ, BINS, RATE, tone } from '../../../../support/partials.ts';
import { followNote } from '../../../../support/reference/partials/follow.ts';
import { noise } from '../../../../support/signals.ts';

const pitchOf = (hertz: number): number => 69 + 12 * Math.log2(hertz / 440);

describe('Follower', () => {
  const follower = new Follower(BINS, BIN_HZ, 21);

  it.each([
    [60, 21],
    [34.5, 8],
    [101.3, 7],
    [73.25, 3],
    [88, 1],
  ])(
    'gives bit for bit what the same steps in TypeScript give, for pitch %f in %i frames',
    (pitch, frames) => {
      const magnitudes = Array.from({ length: frames }, (_, frame) => noise(BINS, frame).map(Math.abs));
      const start = 5;
      const shares = noise(start + frames * BINS, 99).map(Math.abs);
      const data = Float64Array.from({ length: frames * BINS }, (_, at) =>
        Math.sqrt(shares[start + at]! * magnitudes[Math.floor(at / BINS)]![at % BINS]!),
      );
      const found = follower.follow({ magnitudes, shares, start }, pitch);
      expect(found).not.toBeNull();
      expect(found).toEqual(followNote({ data, frames, bins: BINS }, pitch, BIN_HZ));
    },
  );

  it('finds a steady tone that is up to a semitone beside the note, to 5 cents', () => {
    const magnitudes = Array.from({ length: 6 }, () => Float32Array.from(tone(300), Math.sqrt));
    const shares = new Float32Array(6 * BINS).fill(1);
    for (const cents of [-90, -15, 0, 60]) {
      const found = follower.follow({ magnitudes, shares, start: 0 }, pitchOf(300) + cents / 100);
      for (const hertz of found!.hertz) expect(Math.abs(pitchOf(hertz) - pitchOf(300))).toBeLessThan(0.051);
    }
  });

  it('finds nothing where no partial lies within the spectrum', () => {
    const estimate = { magnitudes: [new Float32Array(BINS)], shares: new Float32Array(BINS), start: 0 };
    expect(follower.follow(estimate, pitchOf(RATE / 2))).toBeNull();
  });
});

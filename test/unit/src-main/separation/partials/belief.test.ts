import { describe, expect, it } from 'vitest';
import { beliefIn } from '../../../../../src-main/separation/partials/belief.ts';

const [SLOTS, BINS, LENGTH, CANDIDATES] = [2, 4, 5, 48];
const shape = { lowestHz: 220, stepsPerOctave: 24, candidates: CANDIDATES };
/** The candidate of A4, 440 Hz. */
const A4 = 24;
const times = { centres: [0, 10, 20, 30, 40], sampleRate: 10 };
const note = { onset: 10, offset: 30, pitch: 69 };

const posteriors = (entries: readonly (readonly [candidate: number, frame: number, value: number])[]) => {
  const data = new Float32Array(SLOTS * CANDIDATES * LENGTH);
  for (const [candidate, frame, value] of entries) {
    data[(CANDIDATES + candidate) * LENGTH + frame] = value;
  }
  return { data, shape };
};
const magnitudes = [1, 1, 3, 1, 1].map((value) => new Float32Array(BINS).fill(value));
const shares = {
  ...{ slots: SLOTS, bins: BINS, length: LENGTH },
  data: new Float32Array(SLOTS * LENGTH * BINS).fill(0.5),
};
const belief = (entries: Parameters<typeof posteriors>[0], told = note): number =>
  beliefIn(told, 1, posteriors(entries), magnitudes, shares, times);

describe('beliefIn', () => {
  it('is the posterior within a semitone of the pitch relative to 0.3, and one above it', () => {
    const both = (value: number, candidate = A4) => [
      [candidate, 1, value] as const,
      [candidate, 2, value] as const,
    ];
    expect(belief([])).toBe(0);
    expect(belief(both(0.15))).toBeCloseTo(0.5, 6);
    expect(belief(both(0.15, A4 - 2))).toBeCloseTo(0.5, 6);
    expect(belief(both(0.15, A4 + 2))).toBeCloseTo(0.5, 6);
    expect(belief([...both(0.1, A4), ...both(0.05, A4 + 1)])).toBeCloseTo(0.5, 6);
    expect(belief(both(0.9))).toBe(1);
    expect(belief([...both(0.9, A4 - 3), ...both(0.9, A4 + 3)])).toBe(0);
  });

  it('averages over the power while the note sounds', () => {
    expect(belief([[A4, 2, 0.15]])).toBeCloseTo(0.5 * (9 / 10), 6);
    expect(belief([[A4, 1, 0.15]])).toBeCloseTo(0.5 * (1 / 10), 6);
    expect(belief([0, 3, 4].map((frame) => [A4, frame, 0.9] as const))).toBe(0);
  });

  it('is one where nothing sounds, outside of the piece, and for a pitch that is no candidate', () => {
    const silence = magnitudes.map((frame) => frame.map(() => 0));
    expect(beliefIn(note, 1, posteriors([]), silence, shares, times)).toBe(1);
    for (const told of [
      { onset: 50, offset: 60, pitch: 69 },
      { ...note, pitch: 56 },
      { ...note, pitch: 82 },
    ]) {
      expect(belief([], told)).toBe(1);
    }
  });
});

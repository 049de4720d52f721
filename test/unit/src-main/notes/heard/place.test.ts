import { describe, expect, it } from 'vitest';
import { placeAt, placesOf } from '../../../../../src-main/notes/heard/place.ts';

const BINS = 400;
/** Channel powers of a frame with peaks at the given bins. */
function pairOf(peaks: readonly (readonly [bin: number, left: number, right: number])[]): Float32Array {
  const pair = new Float32Array(4 * BINS);
  for (const [bin, left, right] of peaks) {
    pair[4 * bin]! += left;
    pair[4 * bin + 1]! += right;
  }
  return pair;
}
/** Five partials of bin 30 whose left channel has four times the right one's power. */
const note = [1, 2, 3, 4, 5].map((h) => [30 * h, 4 / h, 1 / h] as const);
const SIX_DB = 10 * Math.log10(4);

describe('placeAt', () => {
  it('is the level difference at the partials, wherever another player plays', () => {
    expect(placeAt(pairOf(note), 30)).toBeCloseTo(SIX_DB, 5);
    expect(placeAt(pairOf([...note, [45, 0, 50], [135, 0, 50]]), 30)).toBeCloseTo(SIX_DB, 5);
  });

  it('is not misled by two of five partials that coincide with another player’s', () => {
    expect(placeAt(pairOf([...note, [30, 0, 50], [120, 0, 50]]), 30)).toBeCloseTo(SIX_DB, 5);
  });

  it('stays within 20 dB, and is unknown in silence', () => {
    expect(placeAt(pairOf([[30, 1, 0]]), 30)).toBe(20);
    expect(placeAt(pairOf([[30, 0, 1]]), 30)).toBe(-20);
    expect(placeAt(pairOf([]), 30)).toBeNull();
    expect(placeAt(pairOf(note), BINS + 1)).toBeNull();
  });
});

describe('placesOf', () => {
  const noteAt = (player: number, place: number | null, frames = 10) => ({
    player,
    from: 0,
    to: frames,
    place,
  });

  it('finds the places although two of five notes are in the wrong line', () => {
    const own = [6, 6, 6, -6, -6];
    const notes = own.flatMap((place) => [noteAt(0, place), noteAt(1, -place)]);
    expect(placesOf(notes, 2)).toEqual([
      { centre: 6, spread: 1 },
      { centre: -6, spread: 1 },
    ]);
  });

  it('weights notes by duration, and spreads as far as they do', () => {
    const [left, right] = placesOf([noteAt(0, 4, 30), noteAt(0, 12, 10), noteAt(1, -20, 40)], 2);
    expect(left?.centre).toBeCloseTo(6, 10);
    expect(right?.centre).toBe(-20);
    // √((30·2² + 10·6²) / 80)
    expect(left?.spread).toBeCloseTo(Math.sqrt(6), 10);
  });

  it('knows nothing of a player without placed notes', () => {
    expect(placesOf([noteAt(0, 3), noteAt(1, null)], 3)).toEqual([{ centre: 3, spread: 1 }, null, null]);
    expect(placesOf([], 1)).toEqual([null]);
  });
});

import { describe, expect, it } from 'vitest';
import { alignSlots, joinedMask } from '../../../../src-main/separation/join.ts';
import type { PieceMasks } from '../../../../src-main/separation/mask-model.ts';
import { planPieces } from '../../../../src-main/separation/pieces.ts';

const BINS = 6;
const plan = planPieces(40, 16, { overlap: 0.25 });
const [first, second] = plan.pieces;
const ones = (): Float32Array => new Float32Array(BINS).fill(1);

/** Slot s owns bins s and s+3 in all frames; `owner` says which model slot that is. */
function masksOf(owner: readonly number[], share = 0.9): PieceMasks {
  const data = new Float32Array(3 * BINS * 16);
  for (const [part, slot] of owner.entries()) {
    for (let k = 0; k < BINS; k += 1) {
      for (let frame = 0; frame < 16; frame += 1) {
        data[(slot * 16 + frame) * BINS + k] = k % 3 === part ? share : (1 - share) / 2;
      }
    }
  }
  return { data, slots: 3, bins: BINS, length: 16, undeclared: null };
}

describe('alignSlots', () => {
  const previous = { piece: first!, masks: masksOf([0, 1, 2]), order: [0, 1, 2] };

  it('keeps the order that agrees', () => {
    expect(alignSlots(previous, second!, masksOf([0, 1, 2]), [[0, 1]], ones)).toEqual([0, 1, 2]);
  });

  it('finds two players that changed places, and only within their class', () => {
    expect(alignSlots(previous, second!, masksOf([1, 0, 2]), [[0, 1]], ones)).toEqual([1, 0, 2]);
    expect(alignSlots(previous, second!, masksOf([1, 0, 2]), [], ones)).toEqual([0, 1, 2]);
    expect(alignSlots(previous, second!, masksOf([1, 2, 0]), [[0, 1, 2]], ones)).toEqual([1, 2, 0]);
  });

  it('follows the order of the piece before', () => {
    const swapped = { piece: first!, masks: masksOf([1, 0, 2]), order: [1, 0, 2] };
    expect(alignSlots(swapped, second!, masksOf([0, 1, 2]), [[0, 1]], ones)).toEqual([0, 1, 2]);
    expect(alignSlots(swapped, second!, masksOf([1, 0, 2]), [[0, 1]], ones)).toEqual([1, 0, 2]);
  });

  it('keeps the order in silence', () => {
    const silence = () => new Float32Array(BINS);
    expect(alignSlots(previous, second!, masksOf([1, 0, 2]), [[0, 1]], silence)).toEqual([0, 1, 2]);
  });
});

describe('joinedMask', () => {
  it('sums a group’s slots and fades from piece to piece by the order', () => {
    const previous = { piece: first!, masks: masksOf([0, 1, 2]), order: [0, 1, 2] };
    const current = { piece: second!, masks: masksOf([1, 0, 2]), order: [1, 0, 2] };
    const out = new Float32Array(BINS);
    for (let frame = second!.from; frame < second!.to; frame += 1) {
      joinedMask(plan, previous, current, [0], frame, out);
      for (let k = 0; k < BINS; k += 1) expect(out[k]).toBeCloseTo(k % 3 === 0 ? 0.9 : 0.05, 6);
      joinedMask(plan, previous, current, [0, 1, 2], frame, out);
      for (let k = 0; k < BINS; k += 1) expect(Math.abs(out[k]! - 1)).toBeLessThan(1e-6);
    }
  });

  it('goes from one piece to the other without a step', () => {
    const previous = { piece: first!, masks: masksOf([0, 1, 2], 1), order: [0, 1, 2] };
    const current = { piece: second!, masks: masksOf([2, 1, 0], 1), order: [0, 1, 2] };
    const out = new Float32Array(BINS);
    const course = Array.from({ length: 6 }, (_, index) => {
      joinedMask(plan, previous, current, [0], second!.from + index, out);
      return out[0]!;
    });
    expect(course[0]).toBeGreaterThan(0.95);
    expect(course[3]).toBeLessThan(0.05);
    for (const [index, value] of course.slice(1).entries()) expect(value).toBeLessThanOrEqual(course[index]!);
  });
});

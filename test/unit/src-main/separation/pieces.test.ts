import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fadeIn, OVERLAPS, planPieces } from '../../../../src-main/separation/pieces.ts';
import type { PiecePlan } from '../../../../src-main/separation/pieces.ts';

/** Weight of every piece in every frame that it was given. */
function weightsOf(plan: PiecePlan, frame: number): number[] {
  return plan.pieces.map((piece, index) => {
    const next = plan.pieces[index + 1];
    if (frame < piece.from) return 0;
    if (frame < piece.to) return fadeIn(plan, piece, frame);
    return next !== undefined && frame < next.to ? 1 - fadeIn(plan, next, frame) : 0;
  });
}

describe('planPieces', () => {
  it.each([1, 2, 171, 172])('takes %i frames in one piece', (frames) => {
    expect(planPieces(frames, 172).pieces).toEqual([{ index: 0, dataStart: 0, from: 0, to: frames }]);
  });

  it('lets the last piece reach back', () => {
    const { pieces, overlap } = planPieces(310, 172, { overlap: 0.25 });
    expect(overlap).toBe(43);
    expect(pieces).toEqual([
      { index: 0, dataStart: 0, from: 0, to: 129 },
      { index: 1, dataStart: 129, from: 129, to: 258 },
      { index: 2, dataStart: 138, from: 258, to: 310 },
    ]);
  });

  it('covers an hour with two thirds of the pieces when fast', () => {
    const count = (effort: 'fast' | 'best'): number =>
      planPieces(77_520, 172, { overlap: OVERLAPS[effort] }).pieces.length;
    expect(count('fast') / count('best')).toBeCloseTo(2 / 3, 2);
  });

  it('has weights that sum to one in every frame, edges included, only where the piece saw the frame', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 16, max: 200 }),
        fc.double({ min: 0.05, max: 0.5, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (frames, length, overlap, share) => {
          const free = planPieces(1, length, { overlap });
          const advance = length - free.overlap;
          const shift = Math.floor(share * Math.max(0, advance - 1));
          const plan = planPieces(frames, length, { overlap, shift });
          expect(plan.pieces[0]?.from).toBe(0);
          expect(plan.pieces.at(-1)?.to).toBe(frames);
          for (let frame = 0; frame < frames; frame += 1) {
            const weights = weightsOf(plan, frame);
            const sum = weights.reduce((total, weight) => total + weight, 0);
            const allSeen = plan.pieces.every(
              ({ dataStart }, index) =>
                weights[index] === 0 || (frame >= dataStart && frame < dataStart + length),
            );
            if (Math.abs(sum - 1) > 1e-6 || Math.min(...weights) < 0 || !allSeen) {
              throw new Error(`frame ${frame}: weights ${weights.join(', ')}`);
            }
          }
          for (const [index, piece] of plan.pieces.entries()) {
            expect(piece.from).toBe(index === 0 ? 0 : plan.pieces[index - 1]!.to);
            expect(piece.to).toBeGreaterThan(piece.from);
          }
        },
      ),
      { seed: 20_261_120, numRuns: 60 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nudged, withEdge } from '../../../../../src-renderer/features/editor/range-edits.ts';

const FRAMES = 1000;

describe('the edges of a passage', () => {
  it('go to a position', () => {
    expect(withEdge({ start: 100, end: 200 }, 'start', 150.4, FRAMES)).toEqual({ start: 150, end: 200 });
    expect(withEdge({ start: 100, end: 200 }, 'end', 150, FRAMES)).toEqual({ start: 100, end: 150 });
  });
  it('reach to the ends of the project where there is no other edge', () => {
    expect(withEdge(null, 'start', 300, FRAMES)).toEqual({ start: 300, end: FRAMES });
    expect(withEdge(null, 'end', 300, FRAMES)).toEqual({ start: 0, end: 300 });
    expect(withEdge({ start: 100, end: 200 }, 'start', 200, FRAMES)).toEqual({ start: 200, end: FRAMES });
    expect(withEdge({ start: 100, end: 200 }, 'end', 100, FRAMES)).toEqual({ start: 0, end: 100 });
  });
  it('leave no empty passage', () => {
    expect(withEdge(null, 'start', FRAMES, FRAMES)).toBeNull();
    expect(withEdge(null, 'end', 0, FRAMES)).toBeNull();
  });
  it('move by samples, within the project, at least one sample apart', () => {
    const range = fc
      .tuple(fc.nat(FRAMES - 1), fc.integer({ min: 1, max: FRAMES }))
      .map(([start, length]) => ({ start, end: Math.min(FRAMES, start + length) }));
    fc.assert(
      fc.property(
        range,
        fc.constantFrom('start' as const, 'end' as const),
        fc.integer({ min: -2000, max: 2000 }),
        (before, edge, by) => {
          const after = nudged(before, edge, by, FRAMES);
          const other = edge === 'start' ? 'end' : 'start';
          expect(after[other]).toBe(before[other]);
          expect(after.end - after.start).toBeGreaterThanOrEqual(1);
          expect(after.start).toBeGreaterThanOrEqual(0);
          expect(after.end).toBeLessThanOrEqual(FRAMES);
          const free = before[edge] + by;
          if (nudged(before, edge, by, FRAMES)[edge] !== free) {
            expect(
              free < 0 || free > FRAMES || (edge === 'start' ? free >= before.end : free <= before.start),
            ).toBe(true);
          }
        },
      ),
      { seed: 17 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  shuffled,
  tallyOf,
  upperTail,
} from '../../../../../../src-renderer/features/editor/snapshots/blind.ts';

const SEED = 20261128;

describe('the order of a round', () => {
  it('has every mix once', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { maxLength: 8 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999_999, noNaN: true })),
        (ids, randoms) => {
          const order = shuffled(ids, () => randoms.next().value);
          expect([...order].sort()).toEqual([...ids].sort());
        },
      ),
      { seed: SEED },
    );
  });

  it('is every order equally often', () => {
    // All pairs of the generator's thirds and halves: each of the six orders comes from exactly one of them.
    const seen = new Set<string>();
    for (const first of [0, 1 / 3, 2 / 3]) {
      for (const second of [0, 1 / 2]) {
        const numbers = [first, second];
        seen.add(shuffled(['A', 'B', 'C'], () => numbers.shift() ?? 0).join(''));
      }
    }
    expect(seen.size).toBe(6);
  });
});

describe('the binomial tail', () => {
  it('equals the sum of whole-number binomials', () => {
    // 10 trials at 1/2: P(X >= 8) = (45 + 10 + 1) / 1024.
    expect(upperTail(10, 8, 0.5)).toBeCloseTo(56 / 1024, 12);
    // 4 trials at 1/3: P(X >= 3) = (4 · 2 + 1) / 81.
    expect(upperTail(4, 3, 1 / 3)).toBeCloseTo(9 / 81, 12);
    expect(upperTail(7, 0, 0.5)).toBeCloseTo(1, 12);
    expect(upperTail(500, 500, 0.5) * 2 ** 500).toBeCloseTo(1, 9);
  });
});

describe('a tally', () => {
  it('counts picks, leaves rounds without a preference out, and tests two mixes on both sides', () => {
    const picks = ['B', 'B', null, 'B', 'A', 'B', 'B', 'B', 'B', 'A', 'B'];
    expect(tallyOf(['A', 'B'], picks)).toMatchObject({
      counts: [
        { id: 'A', picks: 2 },
        { id: 'B', picks: 8 },
      ],
      undecided: 1,
    });
    expect(tallyOf(['A', 'B'], picks).p).toBeCloseTo(112 / 1024, 12);
  });

  it('has no probability without a pick, and 1 where all are equal', () => {
    expect(tallyOf(['A', 'B'], [null, null]).p).toBeNull();
    expect(tallyOf(['A', 'B'], ['A', 'B']).p).toBe(1);
  });
});

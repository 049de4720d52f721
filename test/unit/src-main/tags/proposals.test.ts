import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseExamples } from '../../../../src-main/tags/examples.ts';
import { cutFolds, MOST_FOLDS } from '../../../../src-main/tags/folds.ts';
import { rowsOf } from '../../../../src-main/tags/matrix.ts';
import { runPropose } from '../../../../src-main/tags/propose.ts';
import { noise } from '../../../support/signals.ts';

const LENGTH = 16;

/** A unit vector around a centre, `spread` of noise away. */
function near(centre: number, seed: number, spread: number): Float32Array {
  const away = noise(LENGTH, seed);
  const vector = noise(LENGTH, centre).map((value, at) => value + spread * away[at]!);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

describe('examples', () => {
  const items = (positives: number, refused: number, untagged: number) => [
    ...Array.from({ length: positives }, (_, id) => ({ id, holds: true })),
    ...Array.from({ length: refused }, (_, id) => ({ id: 10_000 + id, holds: false })),
    ...Array.from({ length: untagged }, (_, id) => ({ id: 20_000 + id, holds: null })),
  ];

  it('are what the user said, filled up with untagged ones', () => {
    const few = chooseExamples(items(6, 2, 500));
    expect([few.positives.length, few.refused.length, few.presumed.length]).toEqual([6, 2, 38]);
    const many = chooseExamples(items(60, 10, 5000));
    expect([many.positives.length, many.refused.length, many.presumed.length]).toEqual([60, 10, 170]);
    const most = chooseExamples(items(900, 900, 900));
    expect([most.positives.length, most.refused.length, most.presumed.length]).toEqual([100, 300, 0]);
    expect(chooseExamples(items(6, 0, 3)).presumed).toHaveLength(3);
  });

  it('are the same each time, each once, and from all over the library', () => {
    const library = items(6, 0, 5000);
    const { presumed } = chooseExamples(library);
    expect(chooseExamples(library).presumed).toEqual(presumed);
    expect(new Set(presumed).size).toBe(40);
    const ids = presumed.map(({ id }) => id - 20_000);
    expect(ids.filter((id) => id < 2500).length).toBeGreaterThan(10);
    expect(ids.filter((id) => id >= 2500).length).toBeGreaterThan(10);
  });
});

describe('folds', () => {
  it('hold a recording out whole, and always leave both classes to learn from', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ group: fc.integer({ min: 0, max: 8 }), label: fc.boolean() }), {
          minLength: 4,
          maxLength: 60,
        }),
        (examples) => {
          const labels = examples.map(({ label }) => label);
          const positives = labels.filter(Boolean).length;
          fc.pre(positives >= 2 && labels.length - positives >= 2);
          const groups = examples.map(({ group }) => group);
          const { foldOf, count, groupedBy } = cutFolds(labels, groups);
          expect(count).toBeGreaterThanOrEqual(2);
          expect(count).toBeLessThanOrEqual(MOST_FOLDS);
          for (let fold = 0; fold < count; fold += 1) {
            const training = labels.filter((_, index) => foldOf[index] !== fold);
            expect(new Set(training).size).toBe(2);
            expect(training.length).toBeLessThan(labels.length);
          }
          if (groupedBy !== 'recording') return;
          for (const group of new Set(groups)) {
            expect(new Set(foldOf.filter((_, index) => groups[index] === group)).size).toBe(1);
          }
        },
      ),
      { numRuns: 200, seed: 11 },
    );
  });

  it('go by recording where at least two have the tag and two do not, and by item otherwise', () => {
    const labels = [true, true, false, false, true, false];
    expect(cutFolds(labels, [1, 1, 2, 3, 4, 4])).toMatchObject({ count: 2, groupedBy: 'recording' });
    expect(cutFolds(labels, [1, 1, 1, 1, 1, 1])).toMatchObject({ count: 3, groupedBy: 'item' });
    expect(() => cutFolds([true, false], [1, 2])).toThrow(/two examples/);
  });
});

describe('proposals', () => {
  /** Two kinds of sound over ten recordings; candidates alternate between them. */
  const task = (spread: number) => {
    const examples = Array.from({ length: 60 }, (_, at) => near(at % 3 === 0 ? 1 : 2, 100 + at, spread));
    return {
      examples: rowsOf(examples, LENGTH),
      labels: examples.map((_, at) => at % 3 === 0),
      groups: examples.map((_, at) => at % 10),
      candidates: rowsOf(
        Array.from({ length: 20 }, (_, at) => near(at % 2 === 0 ? 1 : 2, 900 + at, spread)),
        LENGTH,
      ),
    };
  };

  it('find what sounds like the examples, with a score of what was held out', async () => {
    const { score, heldOut, confidences } = await runPropose(task(0.5));
    expect(score.weighted[score.method]).toBeGreaterThan(0.95);
    // Forty of sixty without the tag: 2/3 · 80/100.
    expect(score.majority).toBeCloseTo((2 / 3) * (80 / 100), 12);
    expect(score).toMatchObject({ folds: 5, groupedBy: 'recording', examples: 60 });
    expect(heldOut).toHaveLength(60);
    for (const [at, confidence] of confidences.entries()) expect(confidence >= 0.5).toBe(at % 2 === 0);
  });

  it('score no better than chance where there is nothing to hear', async () => {
    const input = task(0.5);
    const scores: number[] = [];
    for (let seed = 1; seed <= 12; seed += 1) {
      const coins = noise(60, seed);
      const labels = input.labels.map((_, at) => coins[at]! > 0);
      const { score } = await runPropose({ ...input, labels });
      scores.push(score.weighted.logistic);
    }
    // A figure on what was learnt from would be near 1 for the neighbours, and above 0.7 for the plane.
    expect(scores.reduce((sum, value) => sum + value, 0) / scores.length).toBeLessThan(0.6);
  });

  it('judge an example by what was learnt without it', async () => {
    const input = task(0.2);
    // One that sounds like the tag but is counted against it: an untagged item that deserves it.
    const labels = input.labels.map((label, at) => (at === 0 ? false : label));
    const { heldOut } = await runPropose({ ...input, labels });
    expect(heldOut[0]).toBeGreaterThan(0.5);
  });

  it('take the method that scores better', async () => {
    // Rings around each other: no plane parts them, neighbours do.
    const ring = (at: number): Float32Array => {
      const sector = at % 12;
      const angle = (sector * Math.PI) / 6 + 0.05 * (noise(1, at + 1)[0] ?? 0);
      return Float32Array.of(Math.cos(angle), Math.sin(angle));
    };
    const examples = Array.from({ length: 120 }, (_, at) => ring(at));
    const { score, confidences } = await runPropose({
      examples: rowsOf(examples, 2),
      labels: examples.map((_, at) => at % 2 === 0),
      groups: examples.map((_, at) => Math.floor(at / 12)),
      candidates: rowsOf([ring(240), ring(241)], 2),
    });
    expect(score.method).toBe('neighbours');
    expect(score.weighted.neighbours).toBeGreaterThan(0.95);
    expect(score.weighted.logistic).toBeLessThan(0.7);
    expect([...confidences].map((value) => value >= 0.5)).toEqual([true, false]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weightedF1 } from '../../../../src-main/tags/f1.ts';
import { fitLogistic, logisticConfidence } from '../../../../src-main/tags/logistic.ts';
import { rowAt, rowsOf, solvePositive, type Rows } from '../../../../src-main/tags/matrix.ts';
import { neighboursConfidence } from '../../../../src-main/tags/neighbours.ts';
import { noise } from '../../../support/signals.ts';

const unit = (vector: Float32Array): Float32Array => {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
};

/** Thirty unit vectors of six values, thirteen of them with the tag. */
function reference(): { rows: Rows; labels: boolean[] } {
  const vectors = Array.from({ length: 30 }, (_, i) =>
    Float32Array.from(
      unitOf(Array.from({ length: 6 }, (_v, j) => Math.sin(1.7 * i + 0.9 * j + 0.3 * i * j))),
    ),
  );
  return {
    rows: rowsOf(vectors, 6),
    labels: vectors.map((_, i) => (7 * i) % 5 < 2 || i % 11 === 3),
  };
}
const unitOf = (values: number[]): number[] => values.map((value) => value / Math.hypot(...values));

describe('logistic regression', () => {
  // SciPy 1.10: minimize(method='BFGS', gtol=1e-12) of the same loss, in 64 bits.
  it.each([
    [
      1,
      [-0.4742796926, 0.0651565113, 0.048911023, -1.5336740815, 0.0229597078, -0.2493952466],
      -0.0417333421,
    ],
    [
      0.1,
      [-1.0385957666, -0.1113296328, -0.0030296005, -3.1248031191, -0.1120895486, -0.7250172263],
      -0.075201289,
    ],
    [
      0.001,
      [-1.2892237706, -0.2751954957, -0.0901831773, -3.7370077715, -0.2324641676, -0.9823444411],
      -0.0806251992,
    ],
  ])('finds the minimum that SciPy finds, with a penalty of %d', (penalty, weights, bias) => {
    const { rows, labels } = reference();
    const model = fitLogistic(rows, labels, penalty);
    for (const [at, expected] of weights.entries()) expect(model.weights[at]).toBeCloseTo(expected, 6);
    expect(model.bias).toBeCloseTo(bias, 6);
  });

  it('meets the closed form of two opposite examples: λ·w = 2·σ(−w), b = 0', () => {
    const rows = rowsOf([Float32Array.of(1), Float32Array.of(-1)], 1);
    for (const penalty of [0.01, 0.1, 1, 10]) {
      const { weights, bias } = fitLogistic(rows, [true, false], penalty);
      expect(penalty * weights[0]!).toBeCloseTo(2 / (1 + Math.exp(weights[0]!)), 8);
      expect(bias).toBeCloseTo(0, 10);
    }
  });

  it('says one half where the examples tell nothing, however many more there are of one class', () => {
    const vector = unit(noise(8, 1));
    const rows = rowsOf(
      Array.from({ length: 12 }, () => vector),
      8,
    );
    const model = fitLogistic(
      rows,
      rows.values.reduce<boolean[]>((labels, _, at) => (at < 12 ? [...labels, at < 2] : labels), []),
    );
    expect(logisticConfidence(model, vector)).toBeCloseTo(0.5, 8);
  });

  it('has no slope left where it stops, whatever the examples', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 2, max: 40 }),
        fc.boolean(),
        (seed, n, same) => {
          const d = 8;
          const vectors = Array.from({ length: n }, (_, i) =>
            unit(noise(d, same ? seed + (i % 2) : seed + i)),
          );
          const labels = vectors.map((_, i) => i % 3 === 0);
          const rows = rowsOf(vectors, d);
          const { weights, bias } = fitLogistic(rows, labels);
          const positives = labels.filter(Boolean).length;
          const slope = Array.from(weights, (value) => 0.1 * value);
          let biasSlope = 0;
          for (const [i, label] of labels.entries()) {
            const score = weights.reduce((sum, w, at) => sum + w * vectors[i]![at]!, bias);
            const c = n / (2 * (label ? positives : n - positives));
            const residual = c * (1 / (1 + Math.exp(-score)) - (label ? 1 : 0));
            for (let at = 0; at < d; at += 1) slope[at]! += residual * vectors[i]![at]!;
            biasSlope += residual;
          }
          expect(Math.max(...slope.map(Math.abs), Math.abs(biasSlope))).toBeLessThan(1e-6 * n);
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });

  it('parts classes that a plane parts, and keeps finite', () => {
    const up = Array.from({ length: 6 }, (_, i) => unit(Float32Array.of(1, 0.1 * i, 0)));
    const down = Array.from({ length: 60 }, (_, i) => unit(Float32Array.of(-1, 0.01 * i, 0.5)));
    const model = fitLogistic(
      rowsOf([...up, ...down], 3),
      [...up, ...down].map((_, i) => i < up.length),
      1e-6,
    );
    expect(up.every((vector) => logisticConfidence(model, vector) > 0.99)).toBe(true);
    expect(down.every((vector) => logisticConfidence(model, vector) < 0.01)).toBe(true);
    expect(model.weights.every(Number.isFinite)).toBe(true);
  });

  it('needs both classes', () => {
    const { rows } = reference();
    expect(() => fitLogistic(rows, Array<boolean>(30).fill(true))).toThrow(/both classes/);
    expect(() => fitLogistic(rows, [true, false])).toThrow(/each row/);
  });
});

describe("Cholesky's solution", () => {
  it('solves what it is given', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 1e6 }), (n, seed) => {
        const m = noise(n * n, seed);
        const x = noise(n, seed + 1);
        // M·Mᵀ + I is positive definite.
        const a = Float64Array.from({ length: n * n }, (_, at) => {
          const [i, j] = [Math.floor(at / n), at % n];
          let sum = i === j ? 1 : 0;
          for (let k = 0; k < n; k += 1) sum += m[i * n + k]! * m[j * n + k]!;
          return sum;
        });
        const b = Float64Array.from({ length: n }, (_, i) =>
          x.reduce((sum, value, j) => sum + a[i * n + j]! * value, 0),
        );
        solvePositive(a, b);
        for (const [at, value] of x.entries()) expect(b[at]).toBeCloseTo(value, 8);
      }),
      { numRuns: 50, seed: 3 },
    );
    expect(() => solvePositive(Float64Array.of(0), Float64Array.of(1))).toThrow(/positive definite/);
  });
});

describe('the nearest examples', () => {
  const at = (degrees: number): Float32Array =>
    Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

  it('vote with the inverse of their class', () => {
    const examples = rowsOf([0, 10, 20, 30, 90, 180].map(at), 2);
    const labels = [true, false, false, true, false, false];
    // Of the three nearest to 8°: 10° (not), 0° (has), 20° (not); two have the tag, four do not.
    expect(neighboursConfidence(examples, labels, at(8), 3)).toBeCloseTo(1 / 2 / (1 / 2 + 2 / 4), 12);
    expect(neighboursConfidence(examples, labels, at(8), 1)).toBe(0);
    expect(neighboursConfidence(examples, labels, at(29), 1)).toBe(1);
    // All of them: classes weigh the same.
    expect(neighboursConfidence(examples, labels, at(77), 6)).toBe(0.5);
  });

  it('are those of a full sort', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 4, max: 30 }), (seed, n) => {
        const vectors = Array.from({ length: n }, (_, i) => unit(noise(6, seed + i)));
        const labels = vectors.map((_, i) => i % 2 === 0);
        const query = unit(noise(6, seed + 100));
        const similarity = (v: Float32Array): number =>
          v.reduce((sum, value, k) => sum + value * query[k]!, 0);
        const nearest = vectors
          .map((vector, i) => ({ s: similarity(vector), label: labels[i]! }))
          .sort((a, b) => b.s - a.s)
          .slice(0, 5);
        const positives = labels.filter(Boolean).length;
        const has = nearest.filter(({ label }) => label).length / positives;
        const not = nearest.filter(({ label }) => !label).length / (n - positives);
        expect(neighboursConfidence(rowsOf(vectors, 6), labels, query, 5)).toBeCloseTo(has / (has + not), 10);
      }),
      { numRuns: 50, seed: 5 },
    );
  });
});

describe('weighted F1', () => {
  it('is what its definition says', () => {
    const truth = [true, true, true, false, false, false, false, false];
    const said = [true, true, false, true, false, false, false, false];
    // Tag: TP 2, FP 1, FN 1: 4/6. Rest: TP 4, FP 1, FN 1: 8/10. Weighted 3/8 and 5/8.
    expect(weightedF1(truth, said)).toBeCloseTo((3 / 8) * (4 / 6) + (5 / 8) * (8 / 10), 12);
    expect(weightedF1(truth, truth)).toBe(1);
    expect(
      weightedF1(
        truth,
        truth.map((value) => !value),
      ),
    ).toBe(0);
    // Always "not": the rest has 2·5 / (2·5 + 3).
    expect(weightedF1(truth, Array<boolean>(8).fill(false))).toBeCloseTo((5 / 8) * (10 / 13), 12);
    expect(() => weightedF1([], [])).toThrow();
  });
});

it('rows are the vectors', () => {
  const rows = rowsOf([Float32Array.of(1, 2), Float32Array.of(3, 4)], 2);
  expect([...rowAt(rows, 1)]).toEqual([3, 4]);
});

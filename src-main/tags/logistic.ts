import { dot, rowAt, rowCount, solvePositive, type Rows } from './matrix.ts';

/** P(tag | x) = 1 / (1 + exp(−(w·x + b))). */
export interface Logistic {
  readonly weights: Float64Array;
  readonly bias: number;
}

/** Weight of ½·‖w‖² relative to the summed losses (scikit-learn's C is 1/λ). Suits vectors of unit length. */
export const PENALTY = 0.1;

const MOST_STEPS = 100;
/** Newton's method stops when no component of the gradient exceeds this, per example. */
const FLAT = 1e-9;

/**
 * Logistic regression with an L2 penalty. Minimises
 * λ/2·‖w‖² + Σᵢ cᵢ·log(1 + exp(−yᵢ·(w·xᵢ + b))), yᵢ = ±1, with an unpenalised bias b,
 * by Newton's method with step halving. With λ > 0 and both classes present, the minimum exists and is unique, even for
 * linearly separable classes; except for the bias, the Hessian's smallest eigenvalue is at least λ. The classes have
 * equal weight whatever their sizes: cᵢ = n / (2·n_class).
 * @param labels true for the tag, by row
 * @throws Error if a class has no examples
 */
export function fitLogistic(rows: Rows, labels: readonly boolean[], penalty = PENALTY): Logistic {
  const count = rowCount(rows);
  const positives = labels.filter(Boolean).length;
  if (labels.length !== count) throw new Error('a label for each row');
  if (positives === 0 || positives === count) throw new Error('examples of both classes are needed');
  const weightOf = labels.map((label) => count / (2 * (label ? positives : count - positives)));
  const problem: Problem = { rows, labels, weightOf, penalty };
  let at = new Float64Array(rows.length + 1);
  let loss = lossAt(problem, at);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { slope, curvature } = slopeAt(problem, at);
    if (slope.every((value) => Math.abs(value) <= FLAT * count)) return modelOf(at);
    const towards = slope;
    solvePositive(curvature, towards);
    // The loss is convex, so a short enough step reduces it until only rounding error remains.
    let next = at;
    let nextLoss = Number.POSITIVE_INFINITY;
    for (let part = 1; part > 1e-10 && !(nextLoss < loss); part /= 2) {
      next = at.map((value, index) => value - part * towards[index]!);
      nextLoss = lossAt(problem, next);
    }
    if (!(nextLoss < loss)) return modelOf(at);
    at = next;
    loss = nextLoss;
  }
  throw new Error('logistic regression did not arrive');
}

/** @returns 0 to 1, with equally weighted classes */
export const logisticConfidence = ({ weights, bias }: Logistic, vector: Float32Array): number =>
  sigmoid(dot(weights, vector) + bias);

interface Problem {
  readonly rows: Rows;
  readonly labels: readonly boolean[];
  /** By row. */
  readonly weightOf: readonly number[];
  readonly penalty: number;
}

/** The last value is the bias. */
const modelOf = (at: Float64Array): Logistic => ({ weights: at.slice(0, -1), bias: at.at(-1)! });

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

const scoreOf = (rows: Rows, index: number, at: Float64Array): number => {
  const row = rowAt(rows, index);
  return dot(row, at) + at[rows.length]!;
};

function lossAt({ rows, labels, weightOf, penalty }: Problem, at: Float64Array): number {
  const weights = at.subarray(0, rows.length);
  let loss = (penalty / 2) * dot(weights, weights);
  for (const [index, label] of labels.entries()) {
    const margin = (label ? 1 : -1) * scoreOf(rows, index, at);
    // log(1 + exp(−m)) without overflow.
    loss += weightOf[index]! * (Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin))));
  }
  return loss;
}

/** The gradient of the loss and the lower triangle of its Hessian. */
function slopeAt({ rows, labels, weightOf, penalty }: Problem, at: Float64Array) {
  const n = rows.length + 1;
  const slope = at.map((value) => penalty * value);
  slope[n - 1] = 0;
  const curvature = new Float64Array(n * n);
  for (let index = 0; index < n - 1; index += 1) curvature[index * n + index] = penalty;
  const extended = new Float64Array(n);
  extended[n - 1] = 1;
  for (const [index, label] of labels.entries()) {
    extended.set(rowAt(rows, index));
    const probability = sigmoid(dot(extended, at));
    const residual = weightOf[index]! * (probability - (label ? 1 : 0));
    const bend = weightOf[index]! * probability * (1 - probability);
    for (let row = 0; row < n; row += 1) {
      slope[row]! += residual * extended[row]!;
      const scaled = bend * extended[row]!;
      for (let column = 0; column <= row; column += 1)
        curvature[row * n + column]! += scaled * extended[column]!;
    }
  }
  // When every example is classified with certainty up to rounding, the curvature along the bias vanishes.
  curvature[n * n - 1] = Math.max(curvature[n * n - 1]!, Number.EPSILON);
  return { slope, curvature };
}

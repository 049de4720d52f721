import type { ProposalMethod, ProposalScore } from '../../src-shared/contract/item-schemas.ts';
import { cutFolds, type Folds } from './folds.ts';
import { fitLogistic, logisticConfidence } from './logistic.ts';
import { pickRows, rowAt, rowCount, type Rows } from './matrix.ts';
import { neighboursConfidence } from './neighbours.ts';
import { weightedF1 } from './f1.ts';

export interface ProposeInput {
  /** Unit vectors of the examples. */
  readonly examples: Rows;
  /** Per example: whether it has the tag. */
  readonly labels: readonly boolean[];
  /** Per example: a number that identifies its recording. */
  readonly groups: readonly number[];
  /** Unit vectors of the items that are not examples. */
  readonly candidates: Rows;
}

export interface ProposeResult {
  readonly score: ProposalScore;
  /** Per example: the probability of the tag, predicted by a model trained without the example. */
  readonly heldOut: Float64Array;
  /** Per candidate. */
  readonly confidences: Float64Array;
}

/** Scores a vector from 0 to 1; ½ and above means that it has the tag. */
type Judge = (vector: Float32Array) => number;

const METHODS: { readonly [M in ProposalMethod]: (examples: Rows, labels: readonly boolean[]) => Judge } = {
  logistic: (examples, labels) => {
    const model = fitLogistic(examples, labels);
    return (vector) => logisticConfidence(model, vector);
  },
  neighbours: (examples, labels) => (vector) => neighboursConfidence(examples, labels, vector),
};

/** Items with at least this confidence are proposed. */
export const PROPOSED = 0.5;

/**
 * Learns a tag with two methods, keeps the one with the better weighted F1 on held-out examples (logistic regression on
 * a tie), and scores the candidates with it. This is the work of the proposals process.
 */
export function runPropose(input: ProposeInput): Promise<ProposeResult> {
  const { examples, labels, groups, candidates } = input;
  const folds = cutFolds(labels, groups);
  const heldOut = {
    logistic: judgeHeldOut('logistic', examples, labels, folds),
    neighbours: judgeHeldOut('neighbours', examples, labels, folds),
  };
  const scoreOf = (confidences: Float64Array): number =>
    weightedF1(
      labels,
      Array.from(confidences, (value) => value >= PROPOSED),
    );
  const weighted = { logistic: scoreOf(heldOut.logistic), neighbours: scoreOf(heldOut.neighbours) };
  const method = weighted.neighbours > weighted.logistic ? 'neighbours' : 'logistic';
  const judge = METHODS[method](examples, labels);
  const mostHave = labels.filter(Boolean).length * 2 > labels.length;
  return Promise.resolve({
    score: {
      method,
      weighted,
      majority: weightedF1(
        labels,
        labels.map(() => mostHave),
      ),
      folds: folds.count,
      groupedBy: folds.groupedBy,
      examples: labels.length,
    },
    heldOut: heldOut[method],
    confidences: Float64Array.from({ length: rowCount(candidates) }, (_, index) =>
      judge(rowAt(candidates, index)),
    ),
  });
}

function judgeHeldOut(
  method: ProposalMethod,
  examples: Rows,
  labels: readonly boolean[],
  folds: Folds,
): Float64Array {
  const confidences = new Float64Array(labels.length);
  for (let fold = 0; fold < folds.count; fold += 1) {
    const training = labels.flatMap((_, index) => (folds.foldOf[index] === fold ? [] : [index]));
    const judge = METHODS[method](
      pickRows(examples, training),
      training.map((index) => labels[index]!),
    );
    for (const index of labels.keys()) {
      if (folds.foldOf[index] === fold) confidences[index] = judge(rowAt(examples, index));
    }
  }
  return confidences;
}

import type { ProposalMethod, ProposalScore } from '../../src-shared/contract/item-schemas.ts';
import { cutFolds, type Folds } from './folds.ts';
import { fitLogistic, logisticConfidence } from './logistic.ts';
import { pickRows, rowAt, rowCount, type Rows } from './matrix.ts';
import { neighboursConfidence } from './neighbours.ts';
import { weightedF1 } from './f1.ts';

export interface ProposeInput {
  /** Unit vectors to learn from. */
  readonly examples: Rows;
  /** By example: whether it has the tag. */
  readonly labels: readonly boolean[];
  /** By example: a number for its recording. */
  readonly groups: readonly number[];
  /** Unit vectors of items that are no examples. */
  readonly candidates: Rows;
}

export interface ProposeResult {
  readonly score: ProposalScore;
  /** By example: how likely it has the tag, from what was learnt without it. */
  readonly heldOut: Float64Array;
  /** By candidate. */
  readonly confidences: Float64Array;
}

/** What a method that learnt from these examples says of a vector: 0 to 1, the tag from ½ on. */
type Judge = (vector: Float32Array) => number;

const METHODS: { readonly [M in ProposalMethod]: (examples: Rows, labels: readonly boolean[]) => Judge } = {
  logistic: (examples, labels) => {
    const model = fitLogistic(examples, labels);
    return (vector) => logisticConfidence(model, vector);
  },
  neighbours: (examples, labels) => (vector) => neighboursConfidence(examples, labels, vector),
};

/** From here on an item is proposed. */
export const PROPOSED = 0.5;

/**
 * Learns a tag by two methods, keeps the one with the better weighted F1 on held-out examples (logistic regression
 * where they are even), and judges the candidates with it. The work of the proposals' process.
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

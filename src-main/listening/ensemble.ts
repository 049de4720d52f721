import type { EnsembleDecision } from './decisions.ts';
import { anywhere, mean } from './timeline.ts';

/** As in training: keeps logits finite. */
const LEAST_PROBABILITY = 1e-3;

const logit = (probability: number): number => {
  const clamped = Math.min(1 - LEAST_PROBABILITY, Math.max(LEAST_PROBABILITY, probability));
  return Math.log(clamped / (1 - clamped));
};

/**
 * The probability that each instrument plays in a recording, [class]: a logistic regression on what all instruments
 * reach in all sounding slots and in their best quarter. False alarms of single windows are mostly relatives of an
 * instrument that plays, so each decision takes account of all of them. `models/training/measure/ears/ensemble.py`
 * fits it.
 * @param slots probabilities, [class][slot]
 * @returns zeros for silence
 */
export function playing(
  { intercept, mean: meanWeights, best: bestWeights }: EnsembleDecision,
  slots: readonly (readonly number[])[],
  sounding: readonly boolean[],
): number[] {
  if (!sounding.includes(true)) return slots.map(() => 0);
  const means = slots.map((row) => logit(mean(row, sounding)));
  const bests = slots.map((row) => logit(anywhere(row, sounding)));
  return intercept.map((offset, index) => {
    const sum = offset + dot(meanWeights[index]!, means) + dot(bestWeights[index]!, bests);
    return 1 / (1 + Math.exp(-sum));
  });
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0);

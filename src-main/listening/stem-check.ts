import type { StemHeard, StemVerdict } from '../../src-shared/contract/listening.ts';
import type { Instrument } from '../../src-shared/project/players.ts';
import type { ContentDecision } from './decisions.ts';

/** A stem as the check sees it. Both vectors have unit length. */
export interface CheckedStem {
  readonly vector: Float32Array;
  /** Of the recording that the stem was separated from. */
  readonly recording: Float32Array;
  /** What it was separated as. */
  readonly instrument: Instrument;
}

/**
 * The estimated share of a stem's energy that each class contributes, [class]; what is missing to one belongs to
 * nobody. A mask colours its stem like the instrument that it was asked for, so the name is an input beside the sound:
 * the regression was fitted to stems under right and false names and knows what each name adds.
 * `models/training/measure/decisions/content.py` fits it.
 * @param name index of the class that the stem was separated as
 */
export function contentOf(
  decision: ContentDecision,
  { vector, recording }: Pick<CheckedStem, 'vector' | 'recording'>,
  name: number,
): number[] {
  const scores = decision.intercept.map(
    (offset, row) =>
      offset +
      dot(decision.stem[row]!, vector) +
      dot(decision.recording[row]!, recording) +
      decision.name[row]![name]!,
  );
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.slice(0, -1).map((power) => power / sum);
}

const dot = (row: readonly number[], vector: Float32Array): number =>
  row.reduce((sum, value, index) => sum + value * vector[index]!, 0);

/**
 * Compares what a stem contains with what it was separated as. `agrees`: its own instrument contributes most of it.
 * `differs`: hardly anything. `unsure`: in between; a confirmation would be wrong too often.
 * @returns null for a model without this decision, and for an instrument that the model does not know
 */
export function checkStem(
  decision: ContentDecision | null,
  classes: readonly Instrument[],
  stem: CheckedStem,
): StemHeard | null {
  const name = classes.indexOf(stem.instrument);
  if (decision === null || name === -1) return null;
  const content = contentOf(decision, stem, name);
  const top = content.indexOf(Math.max(...content));
  const own = content[name]!;
  return {
    instrument: classes[top]!,
    probability: content[top]!,
    expected: own,
    verdict: verdictOf(own, decision),
  };
}

function verdictOf(own: number, { agrees, differs }: ContentDecision): StemVerdict {
  if (own >= agrees) return 'agrees';
  return own <= differs ? 'differs' : 'unsure';
}

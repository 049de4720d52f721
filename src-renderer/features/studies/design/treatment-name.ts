import type { EarTreatment } from '../../../../src-shared/project/fitting.ts';
import { words } from '../../../words/words.ts';

/** A treatment in few words: whose ears, and what is done for or to them. */
export function treatmentName(treatment: EarTreatment | null): string {
  const w = words();
  if (treatment === null) return w.studies.asItIs;
  const { listener, rule, loss } = treatment;
  const parts = [
    ...(rule === 'none' ? [] : [w.fitting.rules[rule]]),
    ...(loss === 'none' ? [] : [w.fitting.losses[loss]]),
  ];
  return parts.length === 0 ? w.studies.asItIs : w.studies.treatmentParts([listener, ...parts]);
}

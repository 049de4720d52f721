import type { EarTreatment } from '../../../../src-shared/project/fitting.ts';
import { STUDY_LIMITS, type StudyDocument, type StudySource } from '../../../../src-shared/studies/study.ts';
import { freeId } from './free-id.ts';

/** A condition to add: its name, and either its sound in one trial, or how the reference is heard in all. */
export type LibraryCondition =
  | { readonly name: string; readonly trialId: string; readonly source: StudySource }
  | { readonly name: string; readonly treatment: EarTreatment };

/**
 * The study with conditions from the library. A model's sound goes to the condition of its name, so that one condition
 * collects a model's sounds over the trials; a treatment is a condition of its own, which plays each trial's reference.
 * What would exceed the limit of conditions is left out.
 */
export function withLibraryConditions(
  study: StudyDocument,
  added: readonly LibraryCondition[],
): StudyDocument {
  return added.reduce(withCondition, study);
}

function withCondition(study: StudyDocument, added: LibraryCondition): StudyDocument {
  const treatment = 'treatment' in added ? added.treatment : null;
  const known = study.conditions.find(
    (condition) => condition.name === added.name && (treatment === null) === (condition.treatment === null),
  );
  if (known === undefined && study.conditions.length >= STUDY_LIMITS.conditions) return study;
  const id = known?.id ?? freeId('c', study.conditions);
  const condition = { id, name: added.name, treatment };
  return {
    ...study,
    conditions:
      known === undefined
        ? [...study.conditions, condition]
        : study.conditions.map((old) => (old.id === id ? condition : old)),
    trials: study.trials.map((trial) => {
      const source =
        'treatment' in added ? trial.reference : trial.id === added.trialId ? added.source : null;
      return source === null ? trial : { ...trial, sources: { ...trial.sources, [id]: source } };
    }),
  };
}

import { seeded, shuffled } from './random.ts';
import type { StudyDocument, StudyTrial } from './study.ts';

/** Sounds that the host makes from the reference. Ids of conditions have no colon, so these can't collide with them. */
export const HIDDEN_REFERENCE = 'ref:hidden';
export const ANCHOR_35 = 'anchor:3.5kHz';
export const ANCHOR_70 = 'anchor:7kHz';

/** A condition's id, or one of the constants above. */
export type StimulusKey = string;

export type StimulusRole = 'condition' | 'reference' | 'anchor';
export function roleOf(key: StimulusKey): StimulusRole {
  if (key === HIDDEN_REFERENCE) return 'reference';
  return key === ANCHOR_35 || key === ANCHOR_70 ? 'anchor' : 'condition';
}

/** What one participant sees at once. */
export interface Screen {
  /** Names the screen's answer; unique in the plan, and the same whatever the order. */
  readonly key: string;
  readonly trialId: string;
  readonly isTraining: boolean;
  /** Counted from 1, of ABX and paired comparisons. */
  readonly repetition: number;
  /** The sounds in the order in which they are offered. */
  readonly slots: readonly StimulusKey[];
  /** Of ABX: which slot X is. */
  readonly x: 0 | 1 | null;
}

/** The sounds of a trial that are rated or compared, in the document's order. */
export function stimuliOf(study: StudyDocument, trial: StudyTrial): StimulusKey[] {
  const conditions = study.conditions.filter(({ id }) => trial.sources[id] !== undefined).map(({ id }) => id);
  if (study.kind === 'abx') return [HIDDEN_REFERENCE, ...conditions];
  if (study.kind === 'paired') return study.hiddenReference ? [HIDDEN_REFERENCE, ...conditions] : conditions;
  return [
    ...(study.hiddenReference ? [HIDDEN_REFERENCE] : []),
    ...conditions,
    ...(study.anchors.low35 ? [ANCHOR_35] : []),
    ...(study.anchors.mid70 ? [ANCHOR_70] : []),
  ];
}

/**
 * Everything that one participant sees, in order: training first, then the trials. The seed alone decides what is
 * random, so a recorded seed gives the plan again.
 */
export function planOf(study: StudyDocument, seed: number): Screen[] {
  const random = seeded(seed);
  const screens = (trials: readonly StudyTrial[]): Screen[] =>
    trials.flatMap((trial) => screensOf(study, trial, random));
  const training = screens(study.trials.filter(({ isTraining }) => isTraining));
  const rated = screens(study.trials.filter(({ isTraining }) => !isTraining));
  return [...training, ...(study.shuffleTrials ? shuffled(rated, random) : rated)];
}

function screensOf(study: StudyDocument, trial: StudyTrial, random: () => number): Screen[] {
  const stimuli = stimuliOf(study, trial);
  const order = <T>(items: readonly T[]): T[] =>
    study.shuffleConditions ? shuffled(items, random) : [...items];
  const { id: trialId, isTraining } = trial;
  if (study.kind === 'mushra') {
    return [{ key: trialId, trialId, isTraining, repetition: 1, slots: order(stimuli), x: null }];
  }
  const pairs =
    study.kind === 'abx' ? stimuli.slice(1).map((key) => [HIDDEN_REFERENCE, key]) : pairsOf(stimuli);
  return pairs.flatMap((pair) =>
    Array.from({ length: study.repetitions }, (_, index): Screen => {
      const x = study.kind === 'abx' ? (random() < 0.5 ? 0 : 1) : null;
      const key = `${trialId}/${pair.join('/')}/${index + 1}`;
      return { key, trialId, isTraining, repetition: index + 1, slots: order(pair), x };
    }),
  );
}

const pairsOf = (keys: readonly StimulusKey[]): StimulusKey[][] =>
  keys.flatMap((first, index) => keys.slice(index + 1).map((second) => [first, second]));

/** Why a study can't be prepared yet: one entry for each problem, by trial where it has one. */
export interface StudyProblem {
  readonly what: 'no-trials' | 'no-conditions' | 'no-reference' | 'no-sources' | 'too-few' | 'too-many';
  readonly trialId: string | null;
}

/** BS.1534-3 allows 12 sounds in a trial at most, so that listeners can still compare them. */
export const MOST_STIMULI = 12;

export function problemsOf(study: StudyDocument): StudyProblem[] {
  const problems: StudyProblem[] = [];
  if (!study.trials.some(({ isTraining }) => !isTraining))
    problems.push({ what: 'no-trials', trialId: null });
  if (study.conditions.length === 0) problems.push({ what: 'no-conditions', trialId: null });
  for (const trial of study.trials) {
    const trialId = trial.id;
    const stimuli = stimuliOf(study, trial);
    if (trial.reference === null) problems.push({ what: 'no-reference', trialId });
    if (!stimuli.some((key) => roleOf(key) === 'condition')) problems.push({ what: 'no-sources', trialId });
    else if (stimuli.length < 2) problems.push({ what: 'too-few', trialId });
    if (study.kind === 'mushra' && stimuli.length > MOST_STIMULI)
      problems.push({ what: 'too-many', trialId });
  }
  return problems;
}

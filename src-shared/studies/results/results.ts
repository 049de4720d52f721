import { ANCHOR_35, ANCHOR_70, HIDDEN_REFERENCE, type StimulusKey } from '../plan.ts';
import { bradleyTerry } from '../statistics/bradley-terry.ts';
import { describe, meanOf } from '../statistics/describe.ts';
import { repeatedMeasures } from '../statistics/anova.ts';
import { binomialTail, friedman, holm, wilcoxon } from '../statistics/tests.ts';
import type { StudyDocument } from '../study.ts';
import {
  observationsOf,
  ratingsIn,
  type AnsweredSession,
  type Observation,
  type Rating,
} from './observations.ts';
import type { AbxScore, Preferences, Ratings, StudyResults } from './schema.ts';
import { screened } from './screening.ts';

/** Names of the host's own sounds in files; the window has them in its language. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  [HIDDEN_REFERENCE]: 'Hidden reference',
  [ANCHOR_35]: 'Anchor 3.5 kHz',
  [ANCHOR_70]: 'Anchor 7 kHz',
};

export const nameOfStimulus = (study: Pick<StudyDocument, 'conditions'>, key: StimulusKey): string =>
  OWN_NAMES[key] ?? study.conditions.find(({ id }) => id === key)?.name ?? key;

/** @param study the latest version, which names the conditions */
export function resultsOf(study: StudyDocument, sessions: readonly AnsweredSession[]): StudyResults {
  const observations = observationsOf(sessions).filter(({ screen }) => !screen.isTraining);
  const ratings = ratingsIn(observations);
  const screening = study.kind === 'mushra' ? screened(ratings) : [];
  const kept = new Set(screening.filter(({ excluded }) => excluded === null).map(({ label }) => label));
  return {
    kind: study.kind,
    listeners: new Set(observations.map(({ session }) => session.label)).size,
    revisions: [...new Set(observations.map(({ session }) => session.revision))].sort((a, b) => a - b),
    screening,
    ratings:
      study.kind !== 'mushra'
        ? null
        : {
            screened: summary(
              study,
              ratings.filter(({ listener }) => kept.has(listener)),
            ),
            all: summary(study, ratings),
          },
    abx: study.kind === 'abx' ? abxScores(study, observations) : null,
    preferences: study.kind === 'paired' ? preferences(study, observations) : null,
  };
}

const ORDER_OF_OWN = [HIDDEN_REFERENCE, ANCHOR_70, ANCHOR_35];

/** The hidden reference, the conditions in the document's order, the anchors. */
function keysIn(study: StudyDocument, present: Iterable<StimulusKey>): StimulusKey[] {
  const found = new Set(present);
  const [reference, ...anchors] = ORDER_OF_OWN;
  const known = [reference ?? '', ...study.conditions.map(({ id }) => id), ...anchors];
  return [
    ...known.filter((key) => found.has(key)),
    ...[...found].filter((key) => !known.includes(key)).sort(),
  ];
}

function summary(study: StudyDocument, ratings: readonly Rating[]): Ratings {
  const keys = keysIn(
    study,
    ratings.map(({ key }) => key),
  );
  const listeners = [...new Set(ratings.map(({ listener }) => listener))];
  const valuesOf = (key: StimulusKey, listener?: string): number[] =>
    ratings
      .filter((rating) => rating.key === key && (listener === undefined || rating.listener === listener))
      .map(({ value }) => value);
  // A listener's trials depend on each other, so the tests compare one mean a listener and condition.
  const blocks = listeners
    .map((listener) => keys.map((key) => meanOf(valuesOf(key, listener))))
    .filter((block) => block.every((value) => Number.isFinite(value)));
  const found = friedman(blocks);
  const anova = repeatedMeasures(blocks);
  return {
    listeners: listeners.length,
    conditions: keys.map((key) => ({ key, name: nameOfStimulus(study, key), ...describe(valuesOf(key)) })),
    friedman: found === null ? null : { ...found, blocks: blocks.length },
    anova: anova === null ? null : { ...anova, degrees: [...anova.degrees] },
    pairs: pairTests(keys, blocks),
  };
}

function pairTests(keys: readonly StimulusKey[], blocks: readonly (readonly number[])[]): Ratings['pairs'] {
  const column = (index: number): number[] => blocks.map((block) => block[index] ?? Number.NaN);
  const tests = keys.flatMap((a, first) =>
    keys.slice(first + 1).flatMap((b, offset) => {
      const found = wilcoxon(column(first), column(first + 1 + offset));
      return found === null ? [] : [{ a, b, ...found }];
    }),
  );
  const adjusted = holm(tests.map(({ p }) => p));
  return tests.map((test, index) => ({ ...test, pHolm: adjusted[index] ?? 1 }));
}

function abxScores(study: StudyDocument, observations: readonly Observation[]): AbxScore[] {
  const answers = observations.flatMap(({ session, screen, stored }) => {
    const key = screen.slots.find((slot) => slot !== HIDDEN_REFERENCE);
    if (stored.answer.kind !== 'abx' || key === undefined) return [];
    return [{ listener: session.label, key, isCorrect: isCorrect(screen, stored.answer.choice) }];
  });
  const keys = keysIn(
    study,
    answers.map(({ key }) => key),
  );
  const listeners = [...new Set(answers.map(({ listener }) => listener))];
  return keys.flatMap((key) =>
    [null, ...listeners].flatMap((listener): AbxScore[] => {
      const own = answers.filter(
        (answer) => answer.key === key && (listener ?? answer.listener) === answer.listener,
      );
      const correct = own.filter((answer) => answer.isCorrect).length;
      const score = { key, name: nameOfStimulus(study, key), listener, correct, n: own.length };
      return own.length === 0 ? [] : [{ ...score, p: binomialTail(correct, own.length) }];
    }),
  );
}

export const isCorrect = ({ x }: Pick<Observation['screen'], 'x'>, choice: 'a' | 'b'): boolean =>
  (choice === 'a' ? 0 : 1) === x;

function preferences(study: StudyDocument, observations: readonly Observation[]): Preferences {
  const keys = keysIn(
    study,
    observations.flatMap(({ screen }) => screen.slots),
  );
  const wins = keys.map(() => keys.map(() => 0));
  const met = keys.map(() => 0);
  let comparisons = 0;
  const add = (winner: number, loser: number, share: number): void => {
    const row = wins[winner];
    if (row !== undefined) row[loser] = (row[loser] ?? 0) + share;
  };
  for (const { screen, stored } of observations) {
    if (stored.answer.kind !== 'paired') continue;
    const [first = -1, second = -1] = screen.slots.map((key) => keys.indexOf(key));
    const { choice } = stored.answer;
    add(first, second, choice === 'first' ? 1 : choice === 'same' ? 0.5 : 0);
    add(second, first, choice === 'second' ? 1 : choice === 'same' ? 0.5 : 0);
    for (const index of [first, second]) met[index] = (met[index] ?? 0) + 1;
    comparisons += 1;
  }
  const model = bradleyTerry(wins);
  return {
    items: keys.map((key, index) => ({
      key,
      name: nameOfStimulus(study, key),
      worth: model?.worth[index] ?? 0,
      wins: (wins[index] ?? []).reduce((sum, value) => sum + value, 0),
      n: met[index] ?? 0,
    })),
    comparisons,
    isSmoothed: model?.isSmoothed ?? false,
  };
}

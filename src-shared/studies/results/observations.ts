import type { StoredAnswer } from '../answers.ts';
import { planOf, type Screen, type StimulusKey } from '../plan.ts';
import type { StudyDocument } from '../study.ts';

/** A participant's run with everything that its analysis needs. */
export interface AnsweredSession {
  readonly label: string;
  readonly seed: number;
  readonly revision: number;
  /** The version that the participant heard. */
  readonly study: StudyDocument;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly questions: Readonly<Record<string, string>>;
  readonly answers: readonly StoredAnswer[];
}

/** One screen that was answered for good. */
export interface Observation {
  readonly session: AnsweredSession;
  readonly screen: Screen;
  /** Counted from 1 in the participant's own order. */
  readonly position: number;
  readonly stored: StoredAnswer;
}

/** Every final answer, joined with what was on its screen, in the order of presentation. */
export function observationsOf(sessions: readonly AnsweredSession[]): Observation[] {
  return sessions.flatMap((session) => {
    const stored = new Map(session.answers.map((answer) => [answer.key, answer]));
    return planOf(session.study, session.seed).flatMap((screen, index) => {
      const answer = stored.get(screen.key);
      return answer?.isFinal === true ? [{ session, screen, position: index + 1, stored: answer }] : [];
    });
  });
}

/** A MUSHRA rating of one sound. */
export interface Rating {
  readonly listener: string;
  readonly trialId: string;
  readonly key: StimulusKey;
  readonly value: number;
}

export const ratingsIn = (observations: readonly Observation[]): Rating[] =>
  observations.flatMap(({ session, screen, stored }) =>
    stored.answer.kind !== 'mushra'
      ? []
      : stored.answer.ratings.flatMap((value, slot) => {
          const key = screen.slots[slot];
          if (value === null || key === undefined) return [];
          return [{ listener: session.label, trialId: screen.trialId, key, value }];
        }),
  );

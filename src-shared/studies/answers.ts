import { z } from 'zod';
import type { Screen } from './plan.ts';
import type { StudyDocument } from './study.ts';

/** What a participant answered on one screen, by slot: the page doesn't know which sound is which. */
export const ScreenAnswer = z.discriminatedUnion('kind', [
  /** Null for a sound that isn't rated yet. */
  z.object({ kind: z.literal('mushra'), ratings: z.array(z.number().int().min(0).max(100).nullable()) }),
  z.object({ kind: z.literal('abx'), choice: z.enum(['a', 'b']) }),
  z.object({ kind: z.literal('paired'), choice: z.enum(['first', 'second', 'same']) }),
]);
export type ScreenAnswer = z.infer<typeof ScreenAnswer>;

/** By question id. */
export const QuestionAnswers = z.record(z.string().max(40), z.string().max(5000));
export type QuestionAnswers = z.infer<typeof QuestionAnswers>;

/** How the participant came to an answer. */
export const Effort = z.object({
  /** Time on the screen, all visits together. */
  seconds: z.number().nonnegative().max(1e7),
  /** How often each slot was switched to. */
  plays: z.array(z.number().int().nonnegative()).max(20),
});
export type Effort = z.infer<typeof Effort>;

export const StoredAnswer = z.object({
  key: z.string(),
  answer: ScreenAnswer,
  effort: Effort,
  /** The participant has moved on. */
  isFinal: z.boolean(),
  /** ISO 8601, of the last change. */
  answeredAt: z.string(),
});
export type StoredAnswer = z.infer<typeof StoredAnswer>;

/** What is wrong with an answer to a screen; null if nothing is. */
export type AnswerProblem = 'other-kind' | 'wrong-length' | 'unrated' | 'no-hundred' | 'tie';

/** @param isFinal an unfinished answer may have gaps */
export function problemOfAnswer(
  study: StudyDocument,
  screen: Pick<Screen, 'slots'>,
  answer: ScreenAnswer,
  isFinal: boolean,
): AnswerProblem | null {
  if (answer.kind !== study.kind) return 'other-kind';
  if (answer.kind === 'paired') return answer.choice === 'same' && !study.allowTie ? 'tie' : null;
  if (answer.kind === 'abx') return null;
  if (answer.ratings.length !== screen.slots.length) return 'wrong-length';
  return isFinal ? problemOfRatings(answer.ratings, asksForHundred(study)) : null;
}

export const asksForHundred = (study: Pick<StudyDocument, 'requireHundred' | 'hiddenReference'>): boolean =>
  study.requireHundred && study.hiddenReference;

/** Why ratings aren't complete; the page asks the same question as the host. */
export function problemOfRatings(
  ratings: readonly (number | null)[],
  needsHundred: boolean,
): 'unrated' | 'no-hundred' | null {
  if (ratings.includes(null)) return 'unrated';
  return needsHundred && !ratings.includes(100) ? 'no-hundred' : null;
}

import { z } from 'zod';
import { Effort, QuestionAnswers, ScreenAnswer } from '../studies/answers.ts';
import { StudyDocument, StudyQuestion } from '../studies/study.ts';

/**
 * What a participant's page is told and sends, over plain requests below the participant's own link. Nothing in it says
 * which sound is which: screens and sounds go by their positions in the participant's own order.
 */

export const TestScreen = z.object({
  isTraining: z.boolean(),
  /** Sounds to rate or compare. */
  sounds: z.number().int().min(1),
  hasReference: z.boolean(),
  sampleRate: z.number().int().positive(),
  channels: z.number().int().min(1).max(2),
  frames: z.number().int().positive(),
  /** As far as it was given. */
  answer: ScreenAnswer.nullable(),
  effort: Effort,
  isFinal: z.boolean(),
});
export type TestScreen = z.infer<typeof TestScreen>;

export const TestState = StudyDocument.pick({
  name: true,
  kind: true,
  question: true,
  instructions: true,
  allowTie: true,
  loop: true,
  breakEvery: true,
}).extend({
  /** One sound of each screen has to be rated 100. */
  needsHundred: z.boolean(),
  questions: z.array(StudyQuestion),
  screens: z.array(TestScreen),
  isFinished: z.boolean(),
});
export type TestState = z.infer<typeof TestState>;

export const TestAnswer = z.object({
  screen: z.number().int().nonnegative(),
  answer: ScreenAnswer,
  effort: Effort,
  isFinal: z.boolean(),
});
export type TestAnswer = z.infer<typeof TestAnswer>;

export const TestFinish = z.object({ questions: QuestionAnswers });

/** `reference`, the X of an ABX screen, or the position of a sound. */
export const TestSlot = z.union([z.enum(['reference', 'x']), z.coerce.number().int().min(0).max(40)]);
export type TestSlot = z.infer<typeof TestSlot>;

/** Paths below a participant's link. */
export const TEST = {
  state: 'state',
  /** PUT a `TestAnswer`. */
  answer: 'answer',
  /** PUT a `TestFinish`. */
  finish: 'finish',
  /** GET: interleaved little-endian float32, as `TestScreen` describes it. */
  sound: (screen: number, slot: TestSlot): string => `sound/${screen}/${slot}`,
} as const;

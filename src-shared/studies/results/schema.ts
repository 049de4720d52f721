import { z } from 'zod';
import { StudyKind } from '../study.ts';

const count = z.number().int().nonnegative();

export const ConditionRatings = z.object({
  key: z.string(),
  name: z.string(),
  n: count,
  mean: z.number(),
  /** Half the width of the mean's 95 % confidence interval; null for one value. */
  ci95: z.number().nullable(),
  median: z.number(),
  q1: z.number(),
  q3: z.number(),
  whiskerLow: z.number(),
  whiskerHigh: z.number(),
  outliers: z.array(z.number()).readonly(),
});
export type ConditionRatings = z.infer<typeof ConditionRatings>;

export const PairTest = z.object({
  a: z.string(),
  b: z.string(),
  n: count,
  w: z.number(),
  p: z.number(),
  /** Rank-biserial correlation: 1 where every listener rates `a` higher. */
  effect: z.number(),
  /** Adjusted for all pairs after Holm. */
  pHolm: z.number(),
  isExact: z.boolean(),
});

/** MUSHRA ratings of some listeners. */
export const Ratings = z.object({
  listeners: count,
  conditions: z.array(ConditionRatings),
  /** Over each listener's means; null for fewer than two listeners or three conditions. */
  friedman: z
    .object({ chiSquared: z.number(), degrees: count, p: z.number(), concordance: z.number(), blocks: count })
    .nullable(),
  /** Over each listener's means; null for fewer than two of either, and where nothing is left unexplained. */
  anova: z
    .object({
      f: z.number(),
      degrees: z.tuple([count, count]),
      epsilon: z.number(),
      p: z.number(),
      huynhFeldt: z.number(),
      pHuynhFeldt: z.number(),
      etaSquared: z.number(),
    })
    .nullable(),
  pairs: z.array(PairTest),
});
export type Ratings = z.infer<typeof Ratings>;

/** Why BS.1534-3 leaves a listener out. */
export const Exclusion = z.enum(['hidden-reference', 'anchor']);
export type Exclusion = z.infer<typeof Exclusion>;

export const ScreenedListener = z.object({
  label: z.string(),
  trials: count,
  /** Shares of the trials; null where there is nothing of the kind to rate. The anchor's leave out trials in which it is hardly heard. */
  hiddenBelow90: z.number().nullable(),
  anchorAbove90: z.number().nullable(),
  excluded: Exclusion.nullable(),
});
export type ScreenedListener = z.infer<typeof ScreenedListener>;

export const AbxScore = z.object({
  key: z.string(),
  name: z.string(),
  /** Null for all listeners together. */
  listener: z.string().nullable(),
  correct: count,
  n: count,
  /** One-sided, against guessing. */
  p: z.number(),
});
export type AbxScore = z.infer<typeof AbxScore>;

export const Preferences = z.object({
  items: z.array(
    z.object({ key: z.string(), name: z.string(), worth: z.number(), wins: z.number(), n: count }),
  ),
  comparisons: count,
  isSmoothed: z.boolean(),
});
export type Preferences = z.infer<typeof Preferences>;

export const StudyResults = z.object({
  kind: StudyKind,
  /** Listeners with at least one final answer outside training. */
  listeners: count,
  /** Versions of the study that were answered. */
  revisions: z.array(z.number().int()),
  screening: z.array(ScreenedListener),
  /** Without those whom the screening excludes, and with everybody; null for other kinds of study. */
  ratings: z.object({ screened: Ratings, all: Ratings }).nullable(),
  abx: z.array(AbxScore).nullable(),
  preferences: Preferences.nullable(),
});
export type StudyResults = z.infer<typeof StudyResults>;

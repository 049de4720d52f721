import { z } from 'zod';
import { HearingSchema } from '../hearing/audiogram-schema.ts';
import { FITTING_RULES } from '../hearing/fitting.ts';

export const LEAST_FULL_SCALE_DB_SPL = 60;
export const GREATEST_FULL_SCALE_DB_SPL = 130;

/** Sound pressure levels of peaks that a user may allow. */
export const LEAST_LIMIT_DB_SPL = 70;
export const GREATEST_LIMIT_DB_SPL = 120;

export const LEAST_MATCH_DB = -80;
export const GREATEST_MATCH_DB = 20;

const MatchDb = z.number().min(LEAST_MATCH_DB).max(GREATEST_MATCH_DB);

/** A listener's fitting, kept by value: it stays as it is whatever becomes of the listener. */
export const Fitting = z.object({
  /** The listener's code when the fitting was chosen. */
  listener: z.string().min(1).max(80),
  rule: z.enum(FITTING_RULES),
  hearing: HearingSchema,
  /** Sound pressure level of a signal of RMS 1 as it is listened to. */
  fullScaleDbSpl: z.number().min(LEAST_FULL_SCALE_DB_SPL).max(GREATEST_FULL_SCALE_DB_SPL),
  /**
   * Gains after the fitting that give each ear the loudness of the mix without it, as it was measured (ITU-R BS.1770,
   * one channel); null where levels are not matched.
   */
  matchDb: z.object({ left: MatchDb, right: MatchDb }).nullable(),
  /** What peaks don't exceed while the fitting is heard, whatever the project's limiter does. */
  limitDbSpl: z.number().min(LEAST_LIMIT_DB_SPL).max(GREATEST_LIMIT_DB_SPL),
  bypassed: z.boolean(),
});
export type Fitting = z.infer<typeof Fitting>;

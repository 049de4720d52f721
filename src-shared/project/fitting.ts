import { z } from 'zod';
import { HearingSchema } from '../hearing/audiogram-schema.ts';
import { FITTING_RULES, SIMULATED_LOSSES } from '../hearing/fitting.ts';

export const LEAST_FULL_SCALE_DB_SPL = 60;
export const GREATEST_FULL_SCALE_DB_SPL = 130;

/** Where nobody calibrated: with it, the compressor is that of the Cadenza challenges. */
export const USUAL_FULL_SCALE_DB_SPL = 95;

/** Sound pressure levels of peaks that a user may allow. */
export const LEAST_LIMIT_DB_SPL = 70;
export const GREATEST_LIMIT_DB_SPL = 120;

/** Many hearing aids put out more, but a player's headphones are not fitted by anybody. */
const USUAL_LIMIT_DB_SPL = 100;

export const LEAST_MATCH_DB = -80;
export const GREATEST_MATCH_DB = 20;

const MatchDb = z.number().min(LEAST_MATCH_DB).max(GREATEST_MATCH_DB);

/** What becomes of a sound at a listener's ears, kept by value: it stays as it is whatever becomes of the listener. */
export const EarTreatment = z.object({
  /** The listener's code when the treatment was chosen. */
  listener: z.string().min(1).max(80),
  rule: z.enum(FITTING_RULES),
  /** The loss that the fitted sound is heard through. */
  loss: z.enum(SIMULATED_LOSSES),
  hearing: HearingSchema,
  /** Sound pressure level of a signal of RMS 1 as it is listened to. */
  fullScaleDbSpl: z.number().min(LEAST_FULL_SCALE_DB_SPL).max(GREATEST_FULL_SCALE_DB_SPL),
});
export type EarTreatment = z.infer<typeof EarTreatment>;

/** A treatment on a project's master. */
export const Fitting = EarTreatment.extend({
  /**
   * Gains after the fitting, before the loss, that give each ear the loudness of the mix without it, as it was measured
   * (ITU-R BS.1770, one channel); null where levels are not matched.
   */
  matchDb: z.object({ left: MatchDb, right: MatchDb }).nullable(),
  /** The mix whose levels were measured, as `mixing/fingerprint.ts` tells mixes apart; null where that is unknown. */
  matchedMix: z.string().max(40).nullable(),
  /** What peaks don't exceed while the fitting is heard, whatever the project's limiter does. */
  limitDbSpl: z.number().min(LEAST_LIMIT_DB_SPL).max(GREATEST_LIMIT_DB_SPL),
  bypassed: z.boolean(),
});
export type Fitting = z.infer<typeof Fitting>;

/** How a fitting begins, before anybody has changed anything of it or measured levels. */
export const usualFitting = (calibratedDbSpl: number | null): Omit<Fitting, 'listener' | 'hearing'> => ({
  rule: 'nal-r',
  loss: 'none',
  fullScaleDbSpl: calibratedDbSpl ?? USUAL_FULL_SCALE_DB_SPL,
  limitDbSpl: USUAL_LIMIT_DB_SPL,
  matchDb: null,
  matchedMix: null,
  bypassed: false,
});

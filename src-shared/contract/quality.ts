import { z } from 'zod';
import { StemId } from '../project/ids.ts';
import { DeclaredInstrument } from '../project/players.ts';

/**
 * How good a separation is: an estimate of each stem's SDR made from the stems alone, and measured figures where
 * references were given. Windows are `windowFrames` samples long, half open, one after the other from the stems'
 * first sample; the last takes what is left, half a window to one and a half. Columns hold one entry a window.
 */

/** What an expected SDR amounts to; the bounds are in `src-shared/quality/verdict.ts`. */
export const Verdict = z.enum(['clear', 'fair', 'doubtful']);
export type Verdict = z.infer<typeof Verdict>;

/** dB; `low` to `high` holds 80 % of the windows (or stems) the estimate was checked on. */
export const ExpectedSdr = z.object({ sdr: z.number(), low: z.number(), high: z.number() });
export type ExpectedSdr = z.infer<typeof ExpectedSdr>;

/** Windows in a row that sound alike. Windows in which the stem does not sound belong to none. */
export const Passage = z.object({
  /** Windows, half open. */
  from: z.number().int().nonnegative(),
  to: z.number().int().positive(),
  verdict: Verdict,
  expected: ExpectedSdr,
  /** Position among `stems` of the player it is most likely mixed with, `rest`, or null where none stands out. */
  mixedWith: z.union([z.number().int().nonnegative(), z.literal('rest')]).nullable(),
});
export type Passage = z.infer<typeof Passage>;

/** Of one signal against the reference: dB, and two perceptual distances. Null where they have no meaning. */
export const Figures = z.object({
  sdr: z.number().nullable(),
  siSdr: z.number().nullable(),
  nlpd: z.number().nullable(),
  msSsim: z.number().nullable(),
});
export type Figures = z.infer<typeof Figures>;

/** The stem, with the unprocessed mixture as the floor and the ideal ratio mask as the ceiling. */
export const Measured = z.object({ stem: Figures, mixture: Figures, ideal: Figures });
export type Measured = z.infer<typeof Measured>;

export const StemQuality = z.object({
  /** Null outside a library. */
  stemId: StemId.nullable(),
  name: z.string(),
  label: z.string(),
  instrument: DeclaredInstrument.nullable(),
  /** Null where the stem never sounds, or no estimator is there. */
  expected: ExpectedSdr.nullable(),
  /** dB; null where the stem does not sound. */
  windows: z.array(z.number().nullable()),
  passages: z.array(Passage),
  /** Null without a reference. Of windows, NLPD and MS-SSIM are those of the stem alone. */
  measured: z
    .object({ file: z.string(), silent: z.boolean(), whole: Measured, windows: z.array(Measured) })
    .nullable(),
});
export type StemQuality = z.infer<typeof StemQuality>;

/** How the estimator was checked against true SDR on one set of recordings. */
export const Validation = z.object({
  set: z.string(),
  windows: z.number().int(),
  stems: z.number().int(),
  /** Spearman's rank correlation of expected and true SDR. */
  windowCorrelation: z.number(),
  stemCorrelation: z.number(),
  /** How often the player named as mixed in was the right one, 0 to 1. */
  partnerRight: z.number(),
});
export type Validation = z.infer<typeof Validation>;

export const QualityReport = z.object({
  title: z.string(),
  model: z.object({ id: z.string(), version: z.string() }),
  sampleRate: z.number().int().positive(),
  /** Where the stems begin in the recording, in its samples. */
  offset: z.number().int().nonnegative(),
  frames: z.number().int().nonnegative(),
  windowFrames: z.number().int().positive(),
  /** Whom the estimate comes from; null where no model brings one. */
  estimator: z
    .object({
      /** The model and version it was fitted on. */
      modelId: z.string(),
      modelVersion: z.string(),
      fittedAt: z.string(),
      /** False where the stems come from another model or version: the figures are then a rough guide. */
      fits: z.boolean(),
      validation: z.array(Validation),
    })
    .nullable(),
  stems: z.array(StemQuality),
  /** What went to no player, of the recording's energy, 0 to 1. */
  restShare: z.object({ whole: z.number(), windows: z.array(z.number()) }),
  /** Reference files that fit no stem. */
  unmatched: z.array(z.string()),
  createdAt: z.string(),
});
export type QualityReport = z.infer<typeof QualityReport>;

export const ReportFormat = z.enum(['html', 'csv']);
export type ReportFormat = z.infer<typeof ReportFormat>;

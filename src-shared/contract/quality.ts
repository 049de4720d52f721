import { z } from 'zod';
import { StemId } from '../project/ids.ts';
import { DeclaredInstrument } from '../project/players.ts';

/**
 * The quality of a separation: an SDR estimate for each stem from the stems alone, and measured figures if references
 * were given. Windows are half-open, `windowFrames` samples long and contiguous from the stems' first sample; the
 * last is between half and one and a half times as long. Arrays by window have one entry per window.
 */

/** The category of an expected SDR; the thresholds are in `src-shared/quality/verdict.ts`. */
export const Verdict = z.enum(['clear', 'fair', 'doubtful']);
export type Verdict = z.infer<typeof Verdict>;

/** dB; the interval from `low` to `high` covered 80 % of the windows (or stems) in the estimator's validation. */
export const ExpectedSdr = z.object({ sdr: z.number(), low: z.number(), high: z.number() });
export type ExpectedSdr = z.infer<typeof ExpectedSdr>;

/** Consecutive windows of similar quality. Windows in which the stem is silent belong to no passage. */
export const Passage = z.object({
  /** Window indices, half-open. */
  from: z.number().int().nonnegative(),
  to: z.number().int().positive(),
  verdict: Verdict,
  expected: ExpectedSdr,
  /** Index into `stems` of the player it is most likely mixed with, `rest`, or null if none stands out. */
  mixedWith: z.union([z.number().int().nonnegative(), z.literal('rest')]).nullable(),
});
export type Passage = z.infer<typeof Passage>;

/** Metrics of one signal against the reference: dB, and two perceptual distances. Null where undefined. */
export const Figures = z.object({
  sdr: z.number().nullable(),
  siSdr: z.number().nullable(),
  nlpd: z.number().nullable(),
  msSsim: z.number().nullable(),
});
export type Figures = z.infer<typeof Figures>;

/** The stem, with the unprocessed mixture as the lower bound and the ideal ratio mask as the upper bound. */
export const Measured = z.object({ stem: Figures, mixture: Figures, ideal: Figures });
export type Measured = z.infer<typeof Measured>;

export const StemQuality = z.object({
  /** Null outside a library. */
  stemId: StemId.nullable(),
  name: z.string(),
  label: z.string(),
  instrument: DeclaredInstrument.nullable(),
  /** Null if the stem is silent throughout or there is no estimator. */
  expected: ExpectedSdr.nullable(),
  /** dB; null where the stem is silent. */
  windows: z.array(z.number().nullable()),
  passages: z.array(Passage),
  /** Null without a reference. By window, NLPD and MS-SSIM are given for the stem only. */
  measured: z
    .object({ file: z.string(), silent: z.boolean(), whole: Measured, windows: z.array(Measured) })
    .nullable(),
});
export type StemQuality = z.infer<typeof StemQuality>;

/** The estimator's validation against true SDR on one set of recordings. */
export const Validation = z.object({
  set: z.string(),
  windows: z.number().int(),
  stems: z.number().int(),
  /** Spearman's rank correlation of expected and true SDR. */
  windowCorrelation: z.number(),
  stemCorrelation: z.number(),
  /** How often the player named as mixed in was correct, 0 to 1. */
  partnerRight: z.number(),
});
export type Validation = z.infer<typeof Validation>;

export const QualityReport = z.object({
  title: z.string(),
  model: z.object({ id: z.string(), version: z.string() }),
  sampleRate: z.number().int().positive(),
  /** Where the stems begin, in samples of the recording. */
  offset: z.number().int().nonnegative(),
  frames: z.number().int().nonnegative(),
  windowFrames: z.number().int().positive(),
  /** The origin of the estimate; null if no model provides an estimator. */
  estimator: z
    .object({
      /** The model and version it was fitted on. */
      modelId: z.string(),
      modelVersion: z.string(),
      fittedAt: z.string(),
      /** False if the stems come from another model or version; the figures are then only a rough guide. */
      fits: z.boolean(),
      validation: z.array(Validation),
    })
    .nullable(),
  stems: z.array(StemQuality),
  /** The share of the recording's energy assigned to no player, 0 to 1. */
  restShare: z.object({ whole: z.number(), windows: z.array(z.number()) }),
  /** Reference files that match no stem. */
  unmatched: z.array(z.string()),
  createdAt: z.string(),
});
export type QualityReport = z.infer<typeof QualityReport>;

export const ReportFormat = z.enum(['html', 'csv']);
export type ReportFormat = z.infer<typeof ReportFormat>;

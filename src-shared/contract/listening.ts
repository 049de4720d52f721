import { z } from 'zod';
import { Ensemble, Instrument } from '../project/players.ts';

const Probability = z.number().min(0).max(1);

/** What the listening model detected in a recording. */
export const Heard = z.object({
  modelId: z.string(),
  modelVersion: z.string(),
  /** Nothing in the recording was loud enough to detect; every probability is then 0. */
  silent: z.boolean(),
  /**
   * The probability that each instrument plays anywhere in the recording: all known instruments, most probable first.
   */
  instruments: z.array(z.object({ instrument: Instrument, probability: Probability })),
  /** One player of each instrument detected for long enough; the model can't count players of the same instrument. */
  proposal: Ensemble,
});
export type Heard = z.infer<typeof Heard>;

export const StemVerdict = z.enum(['agrees', 'differs', 'unsure', 'silent']);
export type StemVerdict = z.infer<typeof StemVerdict>;

/** How the listening model classifies a stem. */
export const StemHeard = z.object({
  /** The most probable instrument. */
  instrument: Instrument,
  probability: Probability,
  /** Probability of the instrument that the stem was separated as; null if the model does not know that instrument. */
  expected: Probability.nullable(),
  verdict: StemVerdict,
});
export type StemHeard = z.infer<typeof StemHeard>;

/** Who plays when. Slot j is `[j·hopSeconds, (j+1)·hopSeconds)` of the audio. */
export const Timeline = z.object({
  hopSeconds: z.number().positive(),
  /** Length of the audio window behind each prediction. */
  windowSeconds: z.number().positive(),
  slots: z.number().int().nonnegative(),
  /** By slot: whether the audio is loud enough to analyse. */
  sounding: z.array(z.boolean()),
  /** Every instrument that the model knows, with smoothed probabilities by slot; 0 in silent slots. */
  rows: z.array(
    z.object({
      instrument: Instrument,
      /** The instrument counts as playing from this probability on. */
      threshold: Probability,
      probabilities: z.array(Probability),
    }),
  ),
});
export type Timeline = z.infer<typeof Timeline>;

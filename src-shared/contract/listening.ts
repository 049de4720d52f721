import { z } from 'zod';
import { Ensemble, Instrument } from '../project/players.ts';

const Probability = z.number().min(0).max(1);

/** What the listening model heard in a recording. */
export const Heard = z.object({
  modelId: z.string(),
  modelVersion: z.string(),
  /** Nothing in it was loud enough to be heard; every probability is 0 then. */
  silent: z.boolean(),
  /** That each plays anywhere in it: all that the model knows, most probable first. */
  instruments: z.array(z.object({ instrument: Instrument, probability: Probability })),
  /** One player of each instrument that is heard long enough; how many of one kind play is not heard. */
  proposal: Ensemble,
});
export type Heard = z.infer<typeof Heard>;

export const StemVerdict = z.enum(['agrees', 'differs', 'unsure', 'silent']);
export type StemVerdict = z.infer<typeof StemVerdict>;

/** What a stem sounds like to the listening model. */
export const StemHeard = z.object({
  /** The most probable one. */
  instrument: Instrument,
  probability: Probability,
  /** Probability of the instrument that it was separated as; null where the model does not know that one. */
  expected: Probability.nullable(),
  verdict: StemVerdict,
});
export type StemHeard = z.infer<typeof StemHeard>;

/** Who plays when. Slot j is `[j·hopSeconds, (j+1)·hopSeconds)` of the audio. */
export const Timeline = z.object({
  hopSeconds: z.number().positive(),
  /** How much music one answer of the model is about. */
  windowSeconds: z.number().positive(),
  slots: z.number().int().nonnegative(),
  /** By slot: whether anything is loud enough to be heard. */
  sounding: z.array(z.boolean()),
  /** Every instrument that the model knows; smoothed probabilities by slot, 0 where nothing sounds. */
  rows: z.array(
    z.object({
      instrument: Instrument,
      /** From here on it counts as playing. */
      threshold: Probability,
      probabilities: z.array(Probability),
    }),
  ),
});
export type Timeline = z.infer<typeof Timeline>;

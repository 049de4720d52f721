import { z } from 'zod';
import { Instrument } from '../project/players.ts';
import { FailureSchema } from './failure.ts';

export const ModelInfo = z.object({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  task: z.enum(['separation', 'embedding', 'tagging']),
  architecture: z.string(),
  causal: z.boolean(),
  lookaheadMs: z.number().nonnegative(),
  /** How a separator produces stems: as masks on the recording's spectrum, or as waveforms. */
  stems: z.enum(['masks', 'waveform']),
  sampleRate: z.number(),
  classes: z.array(Instrument),
  playersPerClass: z.number().int(),
  rest: z.boolean(),
  /** Whether the model accepts notes for each player as input. */
  takesNotes: z.boolean(),
  /** Whether the model takes notes and tells which pitches it hears, so that it can listen for them first. */
  hearsNotes: z.boolean(),
  origin: z.enum(['built-in', 'added']),
  licence: z.string(),
  bytes: z.number(),
  metrics: z.array(
    z.object({
      set: z.string(),
      players: z.number().nullable(),
      metric: z.string(),
      value: z.number(),
      mixtures: z.number().optional(),
      date: z.string(),
    }),
  ),
  /** Why it can't be used, or null. */
  problem: FailureSchema.nullable(),
  isDefault: z.boolean(),
});
export type ModelInfo = z.infer<typeof ModelInfo>;

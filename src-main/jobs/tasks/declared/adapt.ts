import { z } from 'zod';
import { AdaptationClip, AdaptationFigure, Pretraining } from '../../../../src-shared/contract/adaptation.ts';
import { Instrument } from '../../../../src-shared/project/players.ts';
import { declareTask } from './declare.ts';
import { audioFile, count, path, threads } from './parts.ts';

const source = z.object({
  audio: audioFile,
  from: count,
  to: count.nullable(),
  title: z.string(),
  players: z.array(Instrument),
  notes: z.array(z.array(z.tuple([z.number(), z.number(), z.number()])).nullable()).exactOptional(),
});

/** Continues training a model on the user's recordings. */
export const adaptTask = declareTask({
  input: z.object({
    model: z.object({
      id: z.string(),
      title: z.string(),
      from: z.string(),
      fromVersion: z.string(),
      recipe: z.string(),
      architecture: z.string(),
      weights: z.object({ path, sha256: z.string() }).nullable(),
    }),
    pretraining: Pretraining,
    python: path,
    programDir: path,
    workDir: path,
    minutes: z.number(),
    seed: z.number().int(),
    threads,
    recordings: z.array(source),
    solos: z.array(source),
  }),
  event: z.object({ type: z.literal('saved'), minutes: z.number().nonnegative() }),
  result: z.object({
    modelDir: path,
    share: z.number(),
    steps: count,
    minutes: z.number(),
    figures: z.array(AdaptationFigure),
    clips: z.array(AdaptationClip.omit({ id: true }).extend({ path })),
  }),
  load: async () => (await import('../../../adaptation/adapt.ts')).runAdapt,
});

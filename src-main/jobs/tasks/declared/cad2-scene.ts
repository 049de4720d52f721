import { z } from 'zod';
import { HearingSchema } from '../../../../src-shared/hearing/audiogram-schema.ts';
import { declareTask } from './declare.ts';
import { path } from './parts.ts';

const Source = z.object({ path, gainDb: z.number() });
const Fitting = z.object({ ratios: z.array(z.number()), gainsDb: z.array(z.number()) });

/** Rebalances a scene of the Cadenza challenge for its listeners. */
export const cad2SceneTask = declareTask({
  input: z.object({
    mixture: path,
    fromS: z.number(),
    toS: z.number(),
    stems: z.array(Source),
    references: z.array(Source),
    gainsDb: z.array(z.number()),
    residual: z.number(),
    listeners: z.array(
      z.object({ hearing: HearingSchema, fittings: z.object({ left: Fitting, right: Fitting }), out: path }),
    ),
    scratch: path,
  }),
  event: z.never(),
  result: z.object({
    entries: z.array(
      z.object({
        clippedSamples: z.number(),
        scores: z.object({ left: z.number(), right: z.number() }).nullable(),
      }),
    ),
  }),
  writesForUser: true,
  load: async () => (await import('../../../hearing/cad2-task.ts')).runCad2Scene,
});

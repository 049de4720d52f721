import { z } from 'zod';
import { declareTask } from './declare.ts';
import { path, providers, threads, verdicts } from './parts.ts';

/** Loads a model before it is added, in a child process where a crash does no harm. */
export const checkModelTask = declareTask({
  input: z.object({ dir: path }),
  event: z.never(),
  result: z.object({}),
  load: async () => (await import('../../../inference/check-model.ts')).runCheckModel,
});

/** Runs a model once on the first provider that supports it and measures its speed. */
export const probeTask = declareTask({
  input: z.object({ modelDir: path, providers, threads, verdicts, tellsNodes: z.boolean().exactOptional() }),
  event: z.never(),
  result: z.object({
    provider: z.string(),
    refused: z.array(z.object({ provider: z.string(), reason: z.string() })),
    realTimeFactor: z.number(),
    runtime: z.string(),
    placement: z.object({ nodes: z.number().int(), onCpu: z.number().int() }).nullable(),
  }),
  load: async () => (await import('../../../inference/probe.ts')).runProbe,
});

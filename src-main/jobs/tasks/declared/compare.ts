import { z } from 'zod';
import { Figures } from '../../../../src-shared/contract/quality.ts';
import { declareTask } from './declare.ts';
import { path } from './parts.ts';

/** Compares stems with the isolated originals. */
export const compareTask = declareTask({
  input: z.object({
    references: z.record(z.string(), path),
    estimates: z.record(z.string(), path),
    mixture: path.nullable(),
    scratch: path,
  }),
  event: z.never(),
  result: z.object({
    stems: z.array(
      Figures.extend({ name: z.string(), siSdrImprovement: z.number().nullable(), silent: z.boolean() }),
    ),
  }),
  writesForUser: true,
  load: async () => (await import('../../../quality/compare.ts')).runCompare,
});

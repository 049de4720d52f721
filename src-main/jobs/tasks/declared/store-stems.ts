import { z } from 'zod';
import { StemFormat } from '../../../../src-shared/contract/system.ts';
import { declareTask } from './declare.ts';
import { path } from './parts.ts';

/** Writes stems in another format and proves that they are the same. */
export const storeStemsTask = declareTask({
  input: z.object({ format: StemFormat, files: z.array(z.object({ path, out: path })) }),
  event: z.never(),
  result: z.object({
    kept: z.array(z.enum(['beyond-full-scale', 'finer-than-24-bit', 'too-long']).nullable()),
  }),
  load: async () => (await import('../../../separation/store-stems.ts')).runStoreStems,
});

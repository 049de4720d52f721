import { z } from 'zod';
import { declareTask } from './declare.ts';
import { path } from './parts.ts';

/** Checks a whole database for damage. */
export const checkDatabaseTask = declareTask({
  input: z.object({ path, isCopy: z.boolean() }),
  event: z.never(),
  result: z.object({ problems: z.array(z.string()) }),
  load: async () => (await import('../../../library/integrity.ts')).runCheckDatabase,
});

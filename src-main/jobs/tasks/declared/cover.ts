import { z } from 'zod';
import { CoverName } from '../../../../src-shared/contract/cover.ts';
import { declareTask } from './declare.ts';
import { path } from './parts.ts';

/** Decodes a picture, which may be an untrusted file, and keeps it with a thumbnail. */
export const coverTask = declareTask({
  input: z.object({ path, from: z.enum(['picture', 'audio']), coversPath: path }),
  event: z.never(),
  result: z.object({ cover: CoverName }),
  load: async () => (await import('../../../audio/covers/cover-task.ts')).runCover,
});

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

/** Keeps the picture that an audio file carries, where it carries one. */
export const embeddedCoverTask = declareTask({
  input: z.object({ path, coversPath: path }),
  event: z.never(),
  result: z.object({ cover: CoverName.nullable(), problem: z.string().nullable() }),
  load: async () => (await import('../../../audio/covers/cover-task.ts')).runEmbeddedCover,
});

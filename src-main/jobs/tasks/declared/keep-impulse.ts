import { z } from 'zod';
import { ImpulseId } from '../../../../src-shared/project/ids.ts';
import { declareTask } from './declare.ts';
import { count, path } from './parts.ts';

/** Decodes an impulse response, which may be an untrusted file, and keeps it at a project's rate. */
export const keepImpulseTask = declareTask({
  input: z.object({ path, folder: path, sampleRate: count }),
  event: z.never(),
  result: z.object({
    id: ImpulseId,
    channels: z.union([z.literal(1), z.literal(2)]),
    frames: count,
  }),
  load: async () => (await import('../../../audio/impulses/keep-impulse.ts')).runKeepImpulse,
});

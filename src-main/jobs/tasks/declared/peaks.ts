import { z } from 'zod';
import { declareTask } from './declare.ts';
import { count, path } from './parts.ts';

/** Computes the waveforms of finished files. */
export const peaksTask = declareTask({
  input: z.object({ files: z.array(z.object({ audioPath: path, peaksPath: path })) }),
  event: z.never(),
  result: z.object({ files: count }),
  load: async () => (await import('../../../audio/peaks/peaks-task.ts')).runPeaks,
});

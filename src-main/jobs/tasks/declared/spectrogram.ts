import { z } from 'zod';
import { declareTask } from './declare.ts';
import { count, path } from './parts.ts';

/** Computes tiles of a spectrogram. */
export const spectrogramTask = declareTask({
  input: z.object({
    audioPath: path,
    channelMap: z.array(count).nullable(),
    level: count,
    indices: z.array(count),
  }),
  event: z.object({ index: count, tile: z.instanceof(Uint8Array) }),
  result: z.object({ tiles: count }),
  load: async () => (await import('../../../audio/spectrogram/spectrogram-task.ts')).runSpectrogram,
});

import { z } from 'zod';
import { LiveDelay, LiveInputReady } from '../../../../src-shared/contract/live-input.ts';
import { declareTask } from './declare.ts';
import { count, path, players, threads } from './parts.ts';

/** Separates a sound input block by block, until it is cancelled. */
export const liveInputTask = declareTask({
  input: z.object({
    modelDir: path,
    players,
    delay: LiveDelay,
    threads,
    /** Seconds of work per second of sound above which the machine is too slow. */
    slowest: z.number().positive(),
  }),
  event: z.discriminatedUnion('type', [
    z.object({ type: z.literal('ready'), ready: LiveInputReady }),
    z.object({ type: z.literal('block'), block: count, stems: z.array(z.instanceof(Float32Array)) }),
  ]),
  result: z.object({}),
  load: async () => (await import('../../../separation/live-input.ts')).runLiveInput,
});

import { z } from 'zod';
import { SoundSelection } from '../../../../src-shared/project/sound-selection.ts';
import { declareTask } from './declare.ts';
import { count, path } from './parts.ts';

const range = z.object({ from: count, to: count });

/** Renders what a move of sound would make, for listening. */
export const previewEditTask = declareTask({
  input: z.object({
    source: path,
    target: path,
    share: z.number(),
    gridBits: z.number().nullable(),
    range,
    selection: SoundSelection,
    heard: range,
    outDir: path,
  }),
  event: z.never(),
  result: z.object({ channels: count, sampleRate: count }),
  load: async () => (await import('../../../separation/edits/preview.ts')).runPreviewEdit,
});

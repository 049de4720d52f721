import { z } from 'zod';
import { SoundSelection } from '../../../../src-shared/project/sound-selection.ts';
import { declareTask } from './declare.ts';
import { audioFile, count, path, players, providers, threads, verdicts } from './parts.ts';
import { SeparationPinSchema } from './separate.ts';

const level = z.number().nullable();
const name = z.string().min(1);
const range = { from: count, to: count };

/** Makes a new version of a separation's files with one passage altered. */
export const editStemsTask = declareTask({
  input: z.object({
    recording: audioFile,
    ...range,
    stems: z.array(z.object({ name, path, isRest: z.boolean(), rmsDbfs: level })).min(2),
    outDir: path,
    edit: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('exchange'), ...range, sounds: z.record(name, name) }),
      z.object({
        kind: z.literal('move'),
        ...range,
        source: name,
        target: name,
        share: z.number(),
        selection: SoundSelection,
      }),
      z.object({
        kind: z.literal('again'),
        ...range,
        players,
        modelDir: path,
        providers,
        pinned: SeparationPinSchema.nullable(),
        threads,
        verdicts,
        notesPath: path,
      }),
    ]),
  }),
  event: z.object({ type: z.literal('segment'), segmentsDone: count }),
  result: z.object({
    stems: z.array(z.object({ name, path, rmsDbfs: level, changed: z.boolean() })),
    pin: SeparationPinSchema.nullable(),
  }),
  load: async () => (await import('../../../separation/edits/edit-task.ts')).runEditStems,
});

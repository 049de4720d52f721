import { z } from 'zod';
import { NotesDocument } from '../../../../src-shared/project/notes.ts';
import { declareTask } from './declare.ts';
import { audioFile, path, players, providers, threads, verdicts } from './parts.ts';

/** Transcribes who plays what, without a score. */
export const hearTask = declareTask({
  input: z.object({
    recording: audioFile,
    recordingSha256: z.string().nullable(),
    players,
    from: z.number().int(),
    to: z.number().int(),
    modelDir: path,
    providers,
    threads,
    verdicts,
  }),
  event: z.never(),
  result: z.object({ notes: NotesDocument }),
  load: async () => (await import('../../../separation/hear.ts')).runHear,
});

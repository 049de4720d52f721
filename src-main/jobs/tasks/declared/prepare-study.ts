import { z } from 'zod';
import { PreparedTrial } from '../../../../src-shared/contract/studies.ts';
import { EarTreatment } from '../../../../src-shared/project/fitting.ts';
import { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { declareTask } from './declare.ts';
import { audioFile, count, path } from './parts.ts';

const sound = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path, channelMap: z.array(count).nullable() }),
  z.object({
    kind: z.literal('mix'),
    document: ProjectDocument,
    stems: z.record(z.string(), audioFile),
    recording: audioFile,
    impulses: z.record(z.string(), path),
  }),
]);

/** Renders what the participants of a listening test hear. */
export const prepareStudyTask = declareTask({
  input: z.object({
    trials: z.array(
      z.object({
        trialId: z.string(),
        name: z.string(),
        reference: sound,
        referenceTreatment: EarTreatment.nullable(),
        conditions: z.array(
          z.object({ key: z.string(), name: z.string(), sound, treatment: EarTreatment.nullable() }),
        ),
        made: z.array(z.string()),
        excerpt: z.object({ fromSeconds: z.number(), toSeconds: z.number() }).nullable(),
      }),
    ),
    levelMatch: z.boolean(),
    folder: path,
  }),
  event: z.never(),
  result: z.object({ trials: z.array(PreparedTrial) }),
  load: async () => (await import('../../../studies/prepare.ts')).runPrepare,
});

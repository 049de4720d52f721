import { z } from 'zod';
import { PreparedTrial } from '../../../../src-shared/contract/studies.ts';
import { TrialInputs } from '../../../studies/inputs.ts';
import { declareTask } from './declare.ts';
import { path } from './parts.ts';

/** Renders what the participants of a listening test hear. */
export const prepareStudyTask = declareTask({
  input: z.object({
    trials: TrialInputs,
    levelMatch: z.boolean(),
    folder: path,
  }),
  event: z.never(),
  result: z.object({ trials: z.array(PreparedTrial) }),
  load: async () => (await import('../../../studies/prepare.ts')).runPrepare,
});

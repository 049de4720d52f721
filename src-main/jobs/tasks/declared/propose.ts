import { z } from 'zod';
import { ProposalScore } from '../../../../src-shared/contract/item-schemas.ts';
import { declareTask } from './declare.ts';

const rows = z.object({ values: z.instanceof(Float32Array), length: z.number().int().positive() });

/** Learns a tag from examples and classifies other items. */
export const proposeTask = declareTask({
  input: z.object({
    examples: rows,
    labels: z.array(z.boolean()),
    groups: z.array(z.number()),
    candidates: rows,
  }),
  event: z.never(),
  result: z.object({
    score: ProposalScore,
    heldOut: z.instanceof(Float64Array),
    confidences: z.instanceof(Float64Array),
  }),
  load: async () => (await import('../../../tags/propose.ts')).runPropose,
});

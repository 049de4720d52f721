import { z } from 'zod';
import { AdaptationClip, AdaptationResult } from '../../src-shared/contract/adaptation.ts';
import { FAILURE_CODES } from '../../src-shared/contract/failure.ts';

/** What `training.adapt` writes: one JSON object a line (`models/training/adapt/protocol.py`). */

const Share = z.number().min(0).max(1);

/** As the program names its clips: by file. */
const WrittenClip = AdaptationClip.pick({ passage: true, kind: true, label: true }).extend({
  file: z.string().regex(/^[a-z0-9-]{1,40}\.wav$/, 'not a plain file name'),
});

export const Outcome = AdaptationResult.omit({ clips: true }).extend({
  clips: z.array(WrittenClip).max(200),
});
export type Outcome = z.infer<typeof Outcome>;

export const Line = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    done: Share,
    phase: z.string(),
    detail: z.string(),
    /** Seconds; null while too little was measured. */
    left: z.number().nonnegative().nullable(),
  }),
  z.object({ type: z.literal('saved'), minutes: z.number().nonnegative() }),
  Outcome.extend({ type: z.literal('result') }),
  z.object({ type: z.literal('refused'), code: z.enum(FAILURE_CODES), message: z.string() }),
  z.object({ type: z.literal('stopped') }),
]);
export type Line = z.infer<typeof Line>;

/** @throws Error for a line that does not follow the protocol: a bug */
export function parseLine(text: string): Line {
  return Line.parse(JSON.parse(text) as unknown);
}

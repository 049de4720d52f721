import { z } from 'zod';
import { AdaptationClip, AdaptationResult } from '../../src-shared/contract/adaptation.ts';
import { FAILURE_CODES } from '../../src-shared/contract/failure.ts';

/** The output of `training.adapt`: one JSON object per line (`models/training/adapt/protocol.py`). */

const Share = z.number().min(0).max(1);

/** A clip as the program reports it, identified by its file. */
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
    /** Seconds; null until there are enough measurements. */
    left: z.number().nonnegative().nullable(),
  }),
  z.object({ type: z.literal('saved'), minutes: z.number().nonnegative() }),
  Outcome.extend({ type: z.literal('result') }),
  z.object({ type: z.literal('refused'), code: z.enum(FAILURE_CODES), message: z.string() }),
  z.object({ type: z.literal('stopped') }),
]);
export type Line = z.infer<typeof Line>;

/** @throws Error if a line violates the protocol, which is a bug */
export function parseLine(text: string): Line {
  return Line.parse(JSON.parse(text) as unknown);
}

import { z } from 'zod';
import { FailureSchema } from '../../../src-shared/contract/failure.ts';
import { isTaskName } from './tasks.ts';

/**
 * Messages in both directions between host and child. Each side parses what it receives: neither trusts the
 * channel.
 */

export const ToTaskMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    task: z.string().refine(isTaskName),
    input: z.unknown(),
    stay: z.boolean().optional(),
  }),
  z.object({ type: z.literal('cancel') }),
  /** More input of a task that works on a stream. */
  z.object({ type: z.literal('message'), message: z.unknown() }),
]);

export const FromTaskMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    progress: z.object({
      done: z.number().min(0).max(1),
      phase: z.string(),
      secondsLeft: z.number().nonnegative().nullable().optional(),
    }),
  }),
  z.object({ type: z.literal('event'), event: z.unknown() }),
  z.object({ type: z.literal('result'), result: z.unknown() }),
  z.object({ type: z.literal('failure'), failure: FailureSchema }),
  z.object({ type: z.literal('bug'), stack: z.string() }),
]);

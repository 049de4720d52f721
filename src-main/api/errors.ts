import { ORPCError } from '@orpc/server';
import { z } from 'zod';
import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import { internalError, type Log } from '../app/program/log.ts';
import { statusOf } from './statuses.ts';

const Issues = z.object({
  issues: z.array(
    z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).optional() }),
  ),
});

/**
 * Converts an error to what the caller sees: a Failure keeps its code, and invalid input becomes `call/invalid`.
 * Anything else is a bug, and only the log gets its message and stack.
 */
export function toORPCError(error: unknown, log: Log): ORPCError<string, unknown> {
  if (isFailure(error)) {
    return new ORPCError(error.code, {
      status: statusOf(error.code),
      message: error.message,
      data: error.toData(),
    });
  }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    const failure = new Failure(
      'call/invalid',
      `Divisi was asked for something it does not take${issueOf(error as ORPCError<string, unknown>)}`,
    );
    return new ORPCError(failure.code, { status: 400, message: failure.message, data: failure.toData() });
  }
  return toORPCError(internalError(log, 'a call failed unexpectedly', error), log);
}

/** The first validation issue of an input: ": players.0.id: too long". */
function issueOf(error: ORPCError<string, unknown>): string {
  const [issue] = Issues.safeParse(error.data).data?.issues ?? [];
  return issue === undefined ? '' : `: ${[...(issue.path ?? []), issue.message].join(': ')}`;
}

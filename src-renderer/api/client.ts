import { createORPCClient, ORPCError } from '@orpc/client';
import type { ClientLink } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { DivisiContract } from '../../src-shared/contract/contract.ts';
import { Failure, FailureSchema, isFailure } from '../../src-shared/contract/failure.ts';
import { connection } from './connection.ts';
import { describedEvents, isEvents } from './events.ts';

/**
 * Converts a rejected call's error: returns a `Failure` if the host sent one, the call was aborted or the connection
 * was lost; otherwise returns the error itself, which is a bug.
 */
export function toFailure(error: unknown, lineLost: boolean, aborted: boolean): unknown {
  if (isFailure(error)) return error;
  if (aborted) return new Failure('call/cancelled', 'Cancelled', { cause: error });
  if (error instanceof ORPCError) {
    const parsed = FailureSchema.safeParse(error.data);
    if (parsed.success) {
      const { details, ...data } = parsed.data;
      return Failure.fromData(details === undefined ? data : { ...data, details }, error);
    }
    if (error.code === 'BAD_REQUEST') {
      return new Failure('call/invalid', 'Divisi did not understand this request', { cause: error });
    }
    if (error.code === 'UNAUTHORIZED' || error.code === 'FORBIDDEN') {
      return new Failure('call/unauthorised', 'This window is not signed in to Divisi', { cause: error });
    }
    return error;
  }
  if (lineLost) {
    return new Failure('process/died', 'The connection was lost before Divisi answered', { cause: error });
  }
  return error;
}

const link: ClientLink<Record<never, never>> = {
  async call(path, input, options) {
    const line = await connection.line();
    const fate: { lost: boolean } = { lost: false };
    void line.closed.then(() => {
      fate.lost = true;
    });
    const described = async (error: unknown): Promise<unknown> => {
      // The link can reject while the socket's close event is still being dispatched.
      await Promise.resolve();
      return toFailure(error, fate.lost || connection.state !== 'open', options.signal?.aborted === true);
    };
    try {
      const answer: unknown = await line.link.call(path, input, options);
      return isEvents(answer) ? describedEvents(answer, described) : answer;
    } catch (error) {
      throw await described(error);
    }
  },
};

/** The client for all host calls. Expected errors reject with a `Failure`. */
export const api: ContractRouterClient<DivisiContract> = createORPCClient(link);

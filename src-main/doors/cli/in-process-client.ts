import { createRouterClient, ORPCError } from '@orpc/server';
import { Failure, FailureSchema, isFailure } from '../../../src-shared/contract/failure.ts';
import type { HostRouter } from '../../api/router.ts';

export const clientOf = (router: HostRouter) => createRouterClient(router, { context: {} });
export type HostClient = ReturnType<typeof clientOf>;

/** A call's error as the Failure it was before it went through the router. */
export function failureOf(error: unknown): unknown {
  if (isFailure(error) || !(error instanceof ORPCError)) return error;
  const parsed = FailureSchema.safeParse(error.data);
  if (!parsed.success) return error;
  const { code, message, details } = parsed.data;
  return Failure.fromData(details === undefined ? { code, message } : { code, message, details }, error);
}

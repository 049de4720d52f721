import { isContractProcedure, type AnyContractProcedure } from '@orpc/contract';
import { implement, type AnyRouter, type Router } from '@orpc/server';
import { contract, type DivisiContract } from '../../src-shared/contract/contract.ts';
import type { Failure } from '../../src-shared/contract/failure.ts';
import type { CallContext, Calls } from '../../src-shared/contract/handlers.ts';
import type { Log } from '../app/program/log.ts';
import { toORPCError } from './errors.ts';

export type HostRouter = Router<DivisiContract, Record<never, never>>;

interface ContractNode {
  readonly [name: string]: AnyContractProcedure | ContractNode;
}
type UntypedHandler = (input: unknown, context: CallContext) => unknown;
interface HandlerNode {
  readonly [name: string]: UntypedHandler | HandlerNode;
}

/**
 * Serves the contract: routes each call to its handler and converts whatever the handler throws to a failure with a
 * code.
 */
export function createRouter(handlers: Calls, log: Log): HostRouter {
  const guarded = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toORPCError(error, log);
    }
  });
  // The walk below loses the types that `Calls` has already checked.
  return guarded.router(routerOf(contract, handlers as unknown as HandlerNode, log) as HostRouter);
}

function routerOf(contracts: ContractNode, handlers: HandlerNode, log: Log): Record<string, AnyRouter> {
  return Object.fromEntries(
    Object.entries(contracts).map(([name, node]) => {
      const handler = handlers[name];
      if (isContractProcedure(node)) {
        if (typeof handler !== 'function') throw new Error(`the call ${name} has no handler`);
        return [name, serve(node, handler, log)];
      }
      if (typeof handler !== 'object') throw new Error(`the calls of ${name} have no handlers`);
      return [name, routerOf(node, handler, log)];
    }),
  );
}

function serve(call: AnyContractProcedure, handler: UntypedHandler, log: Log): AnyRouter {
  return implement(call).handler(async ({ input, signal }) => {
    const answer = await handler(input, { signal: signal ?? new AbortController().signal });
    return isStream(answer) ? guardedStream(answer, log) : answer;
  });
}

const isStream = (answer: unknown): answer is AsyncIterable<unknown> =>
  typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;

/** A stream fails after its call has answered, so its errors are converted where they arise. */
async function* guardedStream(events: AsyncIterable<unknown>, log: Log): AsyncGenerator<unknown, void, void> {
  try {
    yield* events;
  } catch (error) {
    throw toORPCError(error, log);
  }
}

/** Handlers that fail every call with the same reason. */
export function refuseAll(reason: Failure): Calls {
  return everyCall(() => () => {
    throw reason;
  });
}

/** Handlers that pass each call on to the handlers of the moment. */
export function forwardAll(current: () => Calls): Calls {
  return everyCall((way) => (input, context) => {
    let handler: unknown = current();
    for (const name of way) handler = (handler as HandlerNode)[name];
    return (handler as UntypedHandler)(input, context);
  });
}

function everyCall(handlerAt: (way: readonly string[]) => UntypedHandler): Calls {
  const walk = (node: ContractNode, way: readonly string[]): HandlerNode =>
    Object.fromEntries(
      Object.entries(node).map(([name, child]) => [
        name,
        isContractProcedure(child) ? handlerAt([...way, name]) : walk(child, [...way, name]),
      ]),
    );
  // The walk makes a handler for every call of the contract, which the types can't follow.
  return walk(contract, []) as unknown as Calls;
}

import type {
  AnyContractProcedure,
  AnyContractRouter,
  ContractProcedure,
  ErrorMap,
  InferSchemaInput,
  InferSchemaOutput,
  Meta,
} from '@orpc/contract';
import type { DivisiContract } from './contract.ts';

/** What a call receives in addition to its input. */
export interface CallContext {
  /** Fires when the caller no longer waits for the result. */
  readonly signal: AbortSignal;
  /** Of the jobs that the call queues; 0, what a user waits for, by default. */
  readonly priority?: number;
}

/** Receives the input after the contract's schema has parsed it, and returns a valid input of the output schema. */
export type Handler<P extends AnyContractProcedure> =
  P extends ContractProcedure<infer I, infer O, ErrorMap, Meta>
    ? (
        input: InferSchemaOutput<I>,
        context: CallContext,
      ) => InferSchemaInput<O> | Promise<InferSchemaInput<O>>
    : never;

/** A handler for every call of a contract, with the contract's groups and names. */
export type Handlers<C extends AnyContractRouter> = C extends AnyContractProcedure
  ? Handler<C>
  : { readonly [K in keyof C]: C[K] extends AnyContractRouter ? Handlers<C[K]> : never };

/** The handlers that an application implements. */
export type Calls = Handlers<DivisiContract>;

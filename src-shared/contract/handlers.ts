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

/** What a call is given beside its input. */
export interface CallContext {
  /** Fires when the caller no longer waits for the answer. */
  readonly signal: AbortSignal;
}

/** Takes the input as the contract's schema leaves it, and gives what its output schema takes. */
export type Handler<P extends AnyContractProcedure> =
  P extends ContractProcedure<infer I, infer O, ErrorMap, Meta>
    ? (
        input: InferSchemaOutput<I>,
        context: CallContext,
      ) => InferSchemaInput<O> | Promise<InferSchemaInput<O>>
    : never;

/** A handler for every call of a contract, in the contract's own groups and under its own names. */
export type Handlers<C extends AnyContractRouter> = C extends AnyContractProcedure
  ? Handler<C>
  : { readonly [K in keyof C]: C[K] extends AnyContractRouter ? Handlers<C[K]> : never };

/** What an application answers. */
export type Calls = Handlers<DivisiContract>;

import type { z } from 'zod';
import type { TaskContext } from '../../../../src-shared/contract/task-context.ts';

/**
 * A piece of slow work that runs in a child process of its own. Its input is parsed by the child, its events and its
 * result by the host; the types of all three follow from the function that `load` gives.
 */
export interface Task<I, E, R> {
  readonly input: z.ZodType<NoInfer<I>>;
  /** Durable steps that it tells of on the way. */
  readonly event: z.ZodType<E>;
  readonly result: z.ZodType<NoInfer<R>>;
  /** It writes where the user says, with the permissions of the user's files; other tasks write in the library alone. */
  readonly writesForUser?: boolean;
  /** Called in the child only, so that a room that fails to load takes down its own tasks alone. */
  load(): Promise<(input: I, context: TaskContext<E>) => Promise<R>>;
}

export const declareTask = <I, E, R>(task: Task<I, E, R>): Task<I, E, R> => task;

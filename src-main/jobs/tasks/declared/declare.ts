import type { z } from 'zod';
import type { TaskContext } from '../../../../src-shared/contract/task-context.ts';

/**
 * A piece of slow work that runs in its own child process. The child parses the input, the host parses the
 * events and the result; all three types follow from the function that `load` returns.
 */
export interface Task<I, E, R> {
  readonly input: z.ZodType<NoInfer<I>>;
  /** Reports of steps that are safely on disk. */
  readonly event: z.ZodType<E>;
  readonly result: z.ZodType<NoInfer<R>>;
  /**
   * Writes with the permissions of the user's files, because the output is the user's; other tasks write only
   * in the library.
   */
  readonly writesForUser?: boolean;
  /** Its process may run the next task of the same name, which finds modules and model loaded. */
  readonly warm?: boolean;
  /** Called only in the child, so that a module that fails to load breaks only its own tasks. */
  load(): Promise<(input: I, context: TaskContext<E>) => Promise<R>>;
}

export const declareTask = <I, E, R>(task: Task<I, E, R>): Task<I, E, R> => task;

import type { TaskProgress } from '../../../src-shared/contract/task-context.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import type { TaskName, Tasks } from '../../jobs/tasks/tasks.ts';
import type { Program } from '../program/program.ts';

/** The progress of several consecutive steps, each a share of the whole. */
export interface Steps {
  /** Starts a step; its reports, from 0 to 1, fill `share` of the whole. */
  step(share: number): (progress: TaskProgress) => void;
}

/** What every use case on files receives besides its request. */
export interface Work {
  readonly program: Program;
  /** Fires when the user interrupts the work, which then fails with `call/cancelled`. */
  readonly signal: AbortSignal;
  readonly progress: Steps;
  /** Reports something that the user should know although the work continues; one sentence. */
  note(text: string): void;
}

/**
 * Runs a task in a child process as a step of `work`.
 * @throws Failure as `runTask`
 */
export const runStep = <N extends TaskName>(
  { program, signal, progress }: Work,
  task: N,
  input: Tasks[N]['input'],
  share: number,
): Promise<Tasks[N]['result']> =>
  runTask(program.spawn, task, input, { signal, onProgress: progress.step(share) });

import type { TaskContext } from '../../../src-shared/contract/task-context.ts';

/** Reports the consecutive steps of a task as one progress. */
export interface Steps {
  /**
   * Starts a step.
   * @param share of the whole, in the unit of the total
   * @returns reports the step's progress, 0 to 1
   */
  step(share: number, phase: string): (done: number) => void;
}

/** @param total the sum of all shares */
export function stepsOf(context: Pick<TaskContext<never>, 'progress'>, total: number): Steps {
  let before = 0;
  return {
    step(share, phase) {
      const start = before;
      before += share;
      return (done) => context.progress({ done: Math.min(1, (start + done * share) / total), phase });
    },
  };
}

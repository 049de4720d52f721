import type { FailureData } from '../../../src-shared/contract/failure.ts';
import type { TaskProgress } from '../../../src-shared/contract/task-context.ts';

export type { TaskContext, TaskProgress } from '../../../src-shared/contract/task-context.ts';

export type FromTask =
  | { type: 'progress'; progress: TaskProgress }
  | { type: 'event'; event: unknown }
  | { type: 'result'; result: unknown }
  | { type: 'failure'; failure: FailureData }
  | { type: 'bug'; stack: string };

/** A child process as each door provides it: `fork` in Node, `utilityProcess` in Electron. */
export interface ProcessHandle {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, however the process ended. */
  onExit(listener: (code: number | null) => void): void;
  /** The end of its stderr output for the log, if the door captures it. */
  lastWords?(): string;
  kill(): void;
}
export type SpawnProcess = (entry: URL) => ProcessHandle;

import { Failure } from '../../../src-shared/contract/failure.ts';
import { FromTaskMessage } from './messages.ts';
import type { ProcessHandle, SpawnProcess, TaskProgress } from './task-protocol.ts';
import { taskNamed, type TaskName, type Tasks } from './tasks.ts';

/** How long a child may take to stop after it was asked to. */
export const CANCEL_GRACE_MS = 2000;

export interface RunTaskOptions<N extends TaskName> {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: TaskProgress) => void;
  readonly onEvent?: (event: Tasks[N]['event']) => void;
  readonly cancelGraceMs?: number;
  /** Receives the function that sends more input to a task that works on a stream. */
  readonly onStart?: (send: (message: unknown) => void) => void;
}

/** The child's module: the source where this file runs from source, its compiled form in a build. */
export function taskEntry(here: string = import.meta.url): URL {
  return new URL(here.endsWith('.ts') ? './task-process.ts' : './task-process.js', here);
}

/**
 * Runs one task in its own child process.
 * @throws Failure `process/died` if the child ends without an answer, `call/cancelled` once `signal` has
 * fired and the child has exited, or whatever coded failure the task ends with; a plain Error for a bug in
 * the task
 */
export function runTask<N extends TaskName>(
  spawn: SpawnProcess,
  task: N,
  input: Tasks[N]['input'],
  options: RunTaskOptions<N>,
): Promise<Tasks[N]['result']> {
  const { signal, onProgress, onEvent } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled());
      return;
    }
    const child: ProcessHandle = spawn(taskEntry());
    let settled = false;
    let killTimer: NodeJS.Timeout | undefined;

    // The promise settles only after the child has exited, so none of its open files or writes outlive the
    // call.
    let outcome: (() => void) | null = null;
    const conclude = (act: () => void): void => {
      outcome ??= act;
    };
    const cancel = (): void => {
      child.post({ type: 'cancel' });
      killTimer = setTimeout(() => {
        conclude(() => reject(cancelled()));
        child.kill();
      }, options.cancelGraceMs ?? CANCEL_GRACE_MS);
    };
    signal.addEventListener('abort', cancel, { once: true });

    child.onExit((code) => {
      if (settled) return;
      settled = true;
      clearTimeout(killTimer);
      signal.removeEventListener('abort', cancel);
      if (outcome !== null) outcome();
      else if (signal.aborted) reject(cancelled());
      else reject(died(task, code, child.lastWords?.() ?? ''));
    });

    const fail = (error: unknown): void => {
      conclude(() => reject(error));
      child.kill();
    };
    child.onMessage((message) => {
      if (settled || outcome !== null) return;
      try {
        const parsed = FromTaskMessage.parse(message);
        switch (parsed.type) {
          case 'progress':
            onProgress?.(parsed.progress);
            break;
          case 'event':
            onEvent?.(taskNamed(task).event.parse(parsed.event));
            break;
          case 'result': {
            const result = taskNamed(task).result.parse(parsed.result);
            conclude(() => resolve(result));
            break;
          }
          case 'failure': {
            const failure = Failure.fromData(
              parsed.failure.details === undefined
                ? { code: parsed.failure.code, message: parsed.failure.message }
                : { ...parsed.failure, details: parsed.failure.details },
            );
            conclude(() => reject(failure));
            break;
          }
          case 'bug': {
            const { stack } = parsed;
            conclude(() => reject(new Error(`The ${task} task has a bug`, { cause: stack })));
            break;
          }
        }
      } catch (error) {
        fail(error);
      }
    });
    child.post({ type: 'start', task, input });
    options.onStart?.((message) => {
      if (!settled) child.post({ type: 'message', message });
    });
  });
}

const cancelled = (): Failure => new Failure('call/cancelled', 'Cancelled');

function died(task: TaskName, code: number | null, lastWords: string): Failure {
  return new Failure(
    'process/died',
    `The process that did the work (${task}) ended unexpectedly, possibly because memory ran out. Try again.`,
    { details: { task, exitCode: code }, ...(lastWords === '' ? {} : { cause: lastWords }) },
  );
}

import type { ProcessHandle, SpawnProcess } from './task-protocol.ts';
import { FromTaskMessage, ToTaskMessage } from './messages.ts';
import { taskNamed, type TaskName } from './tasks.ts';

/** How long a process waits for its next task. */
const IDLE_MS = 15_000;
/** A process is replaced after so many tasks, so that whatever a library leaks stays small. */
const MOST_TASKS = 500;

/** A child process that runs one task after another. */
interface Worker {
  readonly process: ProcessHandle;
  readonly task: TaskName;
  tasks: number;
  /** Whom messages and the exit concern; null while the process waits. */
  onMessage: ((message: unknown) => void) | null;
  onExit: ((code: number | null) => void) | null;
  timer: NodeJS.Timeout | undefined;
  /** Resolves when the process has exited. */
  readonly gone: PromiseWithResolvers<null>;
}

/**
 * Keeps the processes of tasks that are declared as `warm`, so that the next task of the same name finds its modules and
 * its model loaded. Whoever starts a task sees a process of its own that exits after its result. A task that fails, is
 * cancelled or dies takes its process along.
 */
export class WarmProcesses {
  readonly #spawn: SpawnProcess;
  readonly #idleMs: number;
  readonly #idle = new Set<Worker>();
  #isClosed = false;

  constructor(spawn: SpawnProcess, idleMs: number = IDLE_MS) {
    this.#spawn = spawn;
    this.#idleMs = idleMs;
  }

  /** Ends the waiting processes. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const workers = [...this.#idle];
    for (const worker of workers) this.#end(worker);
    await Promise.all(workers.map(({ gone }) => gone.promise));
  }

  /** Takes a waiting process for a warm task, and starts one for any other. */
  readonly spawn: SpawnProcess = (entry) => {
    const onMessage: ((message: unknown) => void)[] = [];
    const onExit: ((code: number | null) => void)[] = [];
    let cold: ProcessHandle | null = null;
    let worker: Worker | null = null;
    const exit = (code: number | null): void => {
      for (const listener of onExit) listener(code);
    };
    const start = (message: unknown): void => {
      const parsed = ToTaskMessage.parse(message);
      if (parsed.type !== 'start' || taskNamed(parsed.task).warm !== true || this.#isClosed) {
        cold = this.#spawn(entry);
        for (const listener of onMessage) cold.onMessage(listener);
        for (const listener of onExit) cold.onExit(listener);
        cold.post(message);
        return;
      }
      const taken = (worker = this.#take(parsed.task, entry));
      taken.tasks += 1;
      taken.onExit = exit;
      taken.onMessage = (answer) => {
        const isResult = FromTaskMessage.safeParse(answer).data?.type === 'result';
        for (const listener of onMessage) listener(answer);
        if (!isResult || taken.onMessage === null) return;
        worker = null;
        this.#wait(taken);
        exit(0);
      };
      taken.process.post({ ...parsed, stay: true });
    };
    return {
      post: (message) => {
        if (cold !== null) cold.post(message);
        else if (worker !== null) worker.process.post(message);
        else if (ToTaskMessage.safeParse(message).data?.type === 'start') start(message);
      },
      onMessage: (listener) => void onMessage.push(listener),
      onExit: (listener) => void onExit.push(listener),
      lastWords: () => (cold ?? worker?.process)?.lastWords?.() ?? '',
      kill: () => (cold ?? worker?.process)?.kill(),
    };
  };

  #take(task: TaskName, entry: URL): Worker {
    for (const worker of this.#idle) {
      if (worker.task !== task) continue;
      this.#idle.delete(worker);
      clearTimeout(worker.timer);
      return worker;
    }
    const process = this.#spawn(entry);
    const worker: Worker = {
      ...{ process, task, tasks: 0, onMessage: null, onExit: null, timer: undefined },
      gone: Promise.withResolvers<null>(),
    };
    process.onMessage((message) => worker.onMessage?.(message));
    process.onExit((code) => {
      this.#idle.delete(worker);
      clearTimeout(worker.timer);
      worker.onExit?.(code);
      worker.gone.resolve(null);
    });
    return worker;
  }

  #wait(worker: Worker): void {
    worker.onMessage = null;
    worker.onExit = null;
    if (this.#isClosed || worker.tasks >= MOST_TASKS) {
      this.#end(worker);
      return;
    }
    this.#idle.add(worker);
    worker.timer = setTimeout(() => this.#end(worker), this.#idleMs);
    worker.timer.unref();
  }

  #end(worker: Worker): void {
    this.#idle.delete(worker);
    clearTimeout(worker.timer);
    worker.process.kill();
  }
}

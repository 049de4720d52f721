import { Failure } from '../../../src-shared/contract/failure.ts';
import type { StoredJob } from '../../library/rows/jobs.ts';
import { runTask } from '../tasks/run-task.ts';
import type { SpawnProcess } from '../tasks/task-protocol.ts';
import type { JobContext } from './job-kind.ts';
import { throttle, type Throttled } from './throttle.ts';
import { TimeLeft } from '../../../src-shared/format/time-left.ts';

/** At most ten events per second and job. */
const EVENT_INTERVAL_MS = 100;
/** How often a running job's progress is saved. */
const SAVE_INTERVAL_MS = 1000;

export interface RunningJobOptions {
  readonly job: Pick<StoredJob, 'progress' | 'phase'>;
  readonly spawn: SpawnProcess;
  /** Seconds on a monotonic clock. */
  readonly clock: () => number;
  /** Publishes the job's present state. */
  readonly announce: () => void;
  /** Saves the progress. */
  readonly save: (progress: number, phase: string) => void;
}

/** A job's state while it runs: progress, remaining time, and how to stop it. */
export class RunningJob {
  readonly #options: RunningJobOptions;
  readonly #controller = new AbortController();
  readonly #timeLeft: TimeLeft;
  readonly #announce: Throttled;
  readonly #save: Throttled;
  #progress: number;
  #phase: string;
  /** Settles once the job has stopped. */
  finished: Promise<void> = Promise.resolve();

  constructor(options: RunningJobOptions) {
    this.#options = options;
    this.#progress = options.job.progress;
    this.#phase = options.job.phase;
    this.#timeLeft = new TimeLeft(options.clock());
    this.#announce = throttle(options.announce, EVENT_INTERVAL_MS);
    this.#save = throttle(() => {
      options.save(this.#progress, this.#phase);
    }, SAVE_INTERVAL_MS);
  }

  get state(): Pick<StoredJob, 'progress' | 'phase'> & { readonly secondsLeft: number | null } {
    const secondsLeft = this.#timeLeft.at(this.#options.clock());
    return { progress: this.#progress, phase: this.#phase, secondsLeft };
  }

  /** @param why the message of the job's `call/cancelled` */
  stop(why: string): void {
    this.#controller.abort(new Failure('call/cancelled', why));
  }

  /** What the kind's `run` is given. */
  context(): JobContext {
    const { spawn, clock } = this.#options;
    const { signal } = this.#controller;
    return {
      signal,
      progress: (done, phase, secondsLeft) => {
        this.#progress = Math.min(1, Math.max(0, done));
        this.#phase = phase;
        this.#timeLeft.update(this.#progress, clock(), secondsLeft);
        this.#announce();
        this.#save();
      },
      task: (name, input, listeners) => runTask(spawn, name, input, { signal, ...listeners }),
    };
  }

  saveNow(): void {
    this.#save.flush();
  }

  dropSave(): void {
    this.#save.cancel();
  }

  /** Stops announcing and saving. */
  end(): void {
    this.#save.cancel();
    this.#announce.cancel();
  }
}

import { Failure } from '../../../src-shared/contract/failure.ts';
import type { JobFile, JobLoudness, NewJob, StoredJob } from '../../library/rows/jobs.ts';
import type { RunTaskOptions } from '../tasks/run-task.ts';
import type { TaskName, Tasks } from '../tasks/tasks.ts';

/** What a running job receives. */
export interface JobContext {
  readonly signal: AbortSignal;
  /**
   * @param done fraction of the whole job, 0 to 1
   * @param secondsLeft as in `TaskProgress`
   */
  progress(done: number, phase: string, secondsLeft?: number | null): void;
  /** Runs a task in a child process that is stopped with the job. */
  task<N extends TaskName>(
    name: N,
    input: Tasks[N]['input'],
    listeners: Pick<RunTaskOptions<N>, 'onEvent' | 'onProgress' | 'cancelGraceMs'>,
  ): Promise<Tasks[N]['result']>;
}

export interface JobOutcome {
  readonly files?: readonly JobFile[];
  readonly loudness?: JobLoudness;
  /** Jobs to queue when this one is done. */
  readonly next?: readonly NewJob[];
}

/** How to run one kind of job. */
export interface JobKindRunner {
  /** How many jobs of this kind run concurrently. */
  readonly atOnce: number;
  /** Starts only while no other job runs or waits, because no user is waiting for it. */
  readonly inBackground?: boolean;
  /** Resumes whatever an interrupted run left. Throws a Failure if the job can't be done. */
  run(job: StoredJob, context: JobContext): Promise<JobOutcome>;
  /** Cleans up after the job failed or was cancelled; it is no longer running. */
  stopped(job: StoredJob, how: 'failed' | 'cancelled'): Promise<void>;
  /** Restores what `stopped` removed, because the user retries the job. */
  again(job: StoredJob): Promise<void>;
  /** Called just before the job's row is deleted. */
  forgotten(job: StoredJob): Promise<void>;
}

/** Handles a job that another version of Divisi queued: it fails with a reason and can be dismissed. */
export const unknownKind = (kind: string): JobKindRunner => ({
  atOnce: 1,
  run: () =>
    Promise.reject(new Failure('call/invalid', `This version of Divisi has no jobs of the kind "${kind}"`)),
  stopped: () => Promise.resolve(),
  again: () => Promise.resolve(),
  forgotten: () => Promise.resolve(),
});

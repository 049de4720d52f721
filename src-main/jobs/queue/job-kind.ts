import { Failure } from '../../../src-shared/contract/failure.ts';
import type { JobFile, JobLoudness, NewJob, StoredJob } from '../../library/rows/jobs.ts';
import type { RunTaskOptions } from '../tasks/run-task.ts';
import type { TaskName, Tasks } from '../tasks/tasks.ts';

/** What a running job is given. */
export interface JobContext {
  readonly signal: AbortSignal;
  /**
   * @param done 0 to 1 of the whole job
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
  /** Jobs that are queued as this one is done. */
  readonly next?: readonly NewJob[];
}

/** What to do for one kind of job. */
export interface JobKindRunner {
  /** How many of this kind run at a time. */
  readonly atOnce: number;
  /** Nobody waits for it: it begins only while no other job runs or waits. */
  readonly inBackground?: boolean;
  /** Throws a Failure where it can't be done; finds what an interrupted run left and goes on from there. */
  run(job: StoredJob, context: JobContext): Promise<JobOutcome>;
  /** The job failed or was cancelled and is not running any more: leave nothing half done behind. */
  stopped(job: StoredJob, how: 'failed' | 'cancelled'): Promise<void>;
  /** The user asked for it again: put back what `stopped` took away. */
  again(job: StoredJob): Promise<void>;
  /** The job's row is about to go. */
  forgotten(job: StoredJob): Promise<void>;
}

/** For a job that another version of Divisi queued: it fails, says why, and can be dismissed. */
export const unknownKind = (kind: string): JobKindRunner => ({
  atOnce: 1,
  run: () =>
    Promise.reject(new Failure('call/invalid', `This version of Divisi has no jobs of the kind "${kind}"`)),
  stopped: () => Promise.resolve(),
  again: () => Promise.resolve(),
  forgotten: () => Promise.resolve(),
});

import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchState } from '../../src-shared/contract/batch.ts';
import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import type { JobId } from '../../src-shared/project/ids.ts';
import { isPaused } from '../jobs/queue/paused.ts';
import { listJobs, type StoredJob } from '../library/rows/jobs.ts';
import { createApp, type App } from './app.ts';
import { isUnfinished, jobsEnded, jobsOf, POLL_MS, requireRunning, watchJobs } from './await-jobs.ts';
import { outcomesOf, type BatchOutcomes } from './batch/batch-summary.ts';
import { storedBatch } from './batch/stored-batch.ts';
import type { Work } from './files/work.ts';
import { openExisting } from './find-in-library.ts';
import { windowless } from './windowless.ts';

/** Lists the queue of a library and works through it without a window. */

export type QueuedJob = Pick<
  Job,
  'id' | 'kind' | 'state' | 'title' | 'progress' | 'phase' | 'failure' | 'createdAt'
>;

/** Whether nothing starts until the user continues the queue. @throws Failure `library/*` */
export async function isQueuePaused(libraryDir: string): Promise<boolean> {
  const library = await openExisting(libraryDir);
  try {
    return isPaused(library.read);
  } finally {
    library.close();
  }
}

export type QueuedBatch = Pick<BatchState, 'state' | 'failure'> & BatchOutcomes;

/** The last batch that a window started in a library; null if there is none. @throws Failure `library/*` */
export async function batchIn(libraryDir: string): Promise<QueuedBatch | null> {
  const library = await openExisting(libraryDir);
  try {
    const batch = storedBatch(library.read);
    if (batch === null) return null;
    const { state, failure, files, entries } = batch;
    return { ...outcomesOf([...entries.values()]), state, failure, files: files.length };
  } finally {
    library.close();
  }
}

/** Oldest first. @throws Failure `library/*` */
export async function jobsIn(libraryDir: string): Promise<readonly QueuedJob[]> {
  const library = await openExisting(libraryDir);
  try {
    return listJobs(library.read).map(present);
  } finally {
    library.close();
  }
}

/**
 * Cancels waiting or interrupted jobs.
 * @param ids null for all of them, and for the batch that they belong to
 * @returns the cancelled jobs
 * @throws Failure `job/not-found`, `library/*`; `library/locked` if another program is running them
 */
export async function cancelJobs(
  libraryDir: string,
  ids: readonly JobId[] | null,
  work: Work,
): Promise<readonly QueuedJob[]> {
  return withApp(libraryDir, work, async (app) => {
    const asked = ids ?? (await jobsOf(app, work)).filter(isUnfinished).map(({ id }) => id);
    if (ids === null) await app.calls.batch.cancel(undefined, work);
    for (const jobId of asked) await app.calls.jobs.cancel({ jobId }, work);
    return (await jobsOf(app, work)).filter(({ id }) => asked.includes(id));
  });
}

/**
 * Retries failed or cancelled jobs, and works through the queue and the batch that a window left. If interrupted, the jobs keep their progress
 * and continue the next time.
 * @param ids null for all of them
 * @returns all jobs of the queue
 * @throws Failure `job/not-found`, `call/invalid` for a job that can't be retried, `library/*`,
 * `call/cancelled`
 */
export async function resumeJobs(
  libraryDir: string,
  ids: readonly JobId[] | null,
  work: Work,
): Promise<readonly QueuedJob[]> {
  return withApp(libraryDir, work, async (app) => {
    await requireRunning(app, work);
    // An import that the library already had would come in a second time: that is asked for by its ID.
    const stopped = (await jobsOf(app, work)).filter((job) => job.state === 'cancelled' || hasFailed(job));
    const asked = ids ?? stopped.map(({ id }) => id);
    for (const jobId of asked) await app.calls.jobs.retry({ jobId }, work);
    // Between its files, a batch has no job in the queue.
    app.batch.takeUp();
    for (;;) {
      const jobs = await jobsEnded(app, work, 1);
      if (!app.batch.isRunning) return jobs;
      await sleep(POLL_MS);
    }
  });
}

/**
 * Waits until the queue is empty: works through it or, if another program has the library open, watches that
 * program. If interrupted, this program's own jobs continue the next time.
 * @returns all jobs of the queue
 * @throws Failure `library/*`, `call/cancelled`
 */
export async function waitForJobs(libraryDir: string, work: Work): Promise<readonly QueuedJob[]> {
  try {
    return await resumeJobs(libraryDir, [], work);
  } catch (error) {
    if (!isFailure(error) || error.code !== 'library/locked') throw error;
    return watchJobs(() => jobsIn(libraryDir), work, 1);
  }
}

/**
 * Pauses the queue of a library, or lets it start jobs again.
 * @throws Failure `library/*`; `library/locked` if another program is working through it
 */
export async function pauseJobs(libraryDir: string, paused: boolean, work: Work): Promise<void> {
  await withApp(libraryDir, work, async (app) => {
    await app.calls.jobs.pause({ paused }, work);
  });
}

/**
 * An import that the library already had is not a failure.
 * @throws Failure with the first failed job's code, if any job has failed
 */
export function requireDone(jobs: readonly QueuedJob[]): void {
  const failed = jobs.filter(hasFailed);
  const [first] = failed;
  if (first === undefined) return;
  const more = jobs.length === 1 ? '' : ` (${failed.length} of ${jobs.length} jobs failed)`;
  const { code, message } = first.failure ?? { code: 'internal/error', message: 'It failed' };
  throw new Failure(code, `${first.title}: ${message}${more}`);
}

const hasFailed = ({ state, failure }: Pick<Job, 'state' | 'failure'>): boolean =>
  state === 'failed' && failure?.code !== 'library/duplicate';

async function withApp<T>(libraryDir: string, work: Work, run: (app: App) => Promise<T>): Promise<T> {
  // Opening a missing library must not create it.
  (await openExisting(libraryDir)).close();
  const app = await createApp(windowless(work.program, libraryDir));
  try {
    return await run(app);
  } finally {
    await app.close();
  }
}

const present = ({ id, kind, state, title, progress, phase, failure, createdAt }: StoredJob): QueuedJob => ({
  id,
  kind,
  state,
  title,
  progress,
  phase,
  failure,
  createdAt,
});

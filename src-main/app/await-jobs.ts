import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../src-shared/contract/failure.ts';
import { Job } from '../../src-shared/contract/job.ts';
import type { App } from './app.ts';
import type { Work } from './files/work.ts';

export const POLL_MS = 200;

export const isUnfinished = ({ state }: Pick<Job, 'state'>): boolean =>
  state === 'queued' || state === 'running';

export const jobsOf = async ({ calls }: Pick<App, 'calls'>, work: Pick<Work, 'signal'>): Promise<Job[]> =>
  Job.array().parse(await calls.jobs.list(undefined, work));

/** @throws Failure `call/invalid` while the queue is paused, because waiting for it would not end */
export async function requireRunning(app: Pick<App, 'calls'>, work: Pick<Work, 'signal'>): Promise<void> {
  if (!(await app.calls.jobs.queue(undefined, work)).paused) return;
  throw new Failure(
    'call/invalid',
    'The queue of this library is paused; "divisi jobs continue" continues it',
  );
}

type Watched = Pick<Job, 'state' | 'progress' | 'phase' | 'title'>;

/**
 * Polls jobs until all of them have ended, and reports their mean progress.
 * @throws Failure `call/cancelled` if the work is interrupted; the jobs keep their state
 */
export async function watchJobs<J extends Watched>(
  look: () => Promise<readonly J[]>,
  { signal, progress }: Pick<Work, 'signal' | 'progress'>,
  share: number,
): Promise<readonly J[]> {
  const report = progress.step(share);
  for (;;) {
    const jobs = await look();
    const unfinished = jobs.filter(isUnfinished);
    if (signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
    if (unfinished.length === 0) return jobs;
    const fractions = jobs.map((job) => (isUnfinished(job) ? job.progress : 1));
    const current = unfinished.find(({ state }) => state === 'running');
    report({
      done: fractions.reduce((sum, fraction) => sum + fraction, 0) / jobs.length,
      phase: current === undefined ? 'waiting' : [current.title, current.phase].filter(Boolean).join(': '),
    });
    await sleep(POLL_MS);
  }
}

/**
 * Waits until every job in the queue of an open application has ended, including jobs that other jobs start.
 * @returns all jobs of the queue
 * @throws Failure `call/cancelled`, as `watchJobs`
 */
export const jobsEnded = (app: Pick<App, 'calls'>, work: Work, share: number): Promise<readonly Job[]> =>
  watchJobs(() => jobsOf(app, work), work, share);

import { setTimeout as sleep } from 'node:timers/promises';
import { isCancelled, isFailure } from '../../../src-shared/contract/failure.ts';
import { isFull, type WritableDatabase } from '../../library/database.ts';
import { internalError, type Log } from '../../library/log/log.ts';
import { endJob, requeueJob, type StoredJob } from '../../library/rows/jobs.ts';
import type { JobKindRunner } from './job-kind.ts';

/** How often to retry while the disk is full. */
const ROOM_INTERVAL_MS = 2000;

export interface EndOptions {
  readonly write: WritableDatabase;
  readonly kind: JobKindRunner;
  readonly log: Log;
  /** False while the program closes or the queue is paused: jobs stopped then continue later. */
  readonly isOpen: () => boolean;
}

/**
 * Records how a job that threw `error` ended, after its kind has cleaned up. While the disk is too full to
 * write a row, this waits: until then the job counts as running, and it resumes if the program ends.
 */
export async function endThrown(job: StoredJob, error: unknown, options: EndOptions): Promise<void> {
  for (;;) {
    try {
      await end(job, error, options);
      return;
    } catch (obstacle) {
      if (!isFull(obstacle)) throw obstacle;
      options.log.error('a job could not be ended: the disk that holds the library is full', obstacle);
      if (!options.isOpen()) return;
      await sleep(ROOM_INTERVAL_MS);
    }
  }
}

async function end(job: StoredJob, error: unknown, { write, kind, log, isOpen }: EndOptions): Promise<void> {
  if (isCancelled(error) && !isOpen()) {
    // The user did not cause this interruption, so it does not count as an attempt.
    requeueJob(write, job.id, job.attempts);
    return;
  }
  const how = isCancelled(error) ? 'cancelled' : 'failed';
  try {
    await kind.stopped(job, how);
  } catch (cleanup) {
    if (isFull(cleanup)) throw cleanup;
    log.error(`what ${job.kind} left could not be cleaned up`, cleanup);
  }
  if (how === 'cancelled') {
    endJob(write, job.id, { state: 'cancelled' });
    return;
  }
  const failure = isFailure(error)
    ? error
    : internalError(log, `${job.kind} ${job.id} failed unexpectedly`, error);
  endJob(write, job.id, { state: 'failed', failure: failure.toData() });
}

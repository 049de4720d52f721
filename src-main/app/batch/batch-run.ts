import { isCancelled, isFailure } from '../../../src-shared/contract/failure.ts';
import type { Job } from '../../../src-shared/contract/job.ts';
import { Recording } from '../../../src-shared/contract/recording.ts';
import type { JobId, RecordingId } from '../../../src-shared/project/ids.ts';
import type { App } from '../app.ts';
import { isUnfinished } from '../await-jobs.ts';
import type { Steps, Work } from '../files/work.ts';
import type { BatchOptions } from './batch-options.ts';
import { FollowedJobs } from './follow-jobs.ts';
import type { KnownWork } from './known-work.ts';

/** What a batch needs of an open application. */
export type BatchApp = Pick<App, 'calls' | 'grants' | 'onJobs'> & { readonly known: KnownWork };

export type BatchWork = Pick<Work, 'signal'> & { readonly progress: Steps; readonly priority: number };

/** The reason of a signal that stops a batch because the program closes: its jobs stay in the queue. */
export const CLOSING = Symbol('the program is closing');

/** What the stages of a running batch share. */
export class BatchRun {
  readonly app: BatchApp;
  readonly options: BatchOptions;
  readonly work: BatchWork;
  readonly jobs: FollowedJobs;

  private constructor(app: BatchApp, options: BatchOptions, work: BatchWork, jobs: FollowedJobs) {
    this.app = app;
    this.options = options;
    this.work = work;
    this.jobs = jobs;
  }

  static async of(app: BatchApp, options: BatchOptions, work: BatchWork): Promise<BatchRun> {
    return new BatchRun(app, options, work, await FollowedJobs.of(app, work));
  }

  /**
   * Waits until all of the jobs have ended; an interruption cancels them, except when the program closes.
   * @param share of the progress of the files that are in work
   * @throws Failure `call/cancelled`
   */
  async finished(ids: readonly JobId[], share: number): Promise<readonly Job[]> {
    try {
      return await this.jobs.ended(ids, this.work, share);
    } catch (error) {
      if (!isCancelled(error) || this.isClosing) throw error;
      for (const jobId of ids) {
        if (isUnfinished(this.jobs.get(jobId))) await this.app.calls.jobs.cancel({ jobId }, this.work);
      }
      throw error;
    }
  }

  get isClosing(): boolean {
    return this.work.signal.reason === CLOSING;
  }

  /** Null if it was removed, or could not be read. */
  async recording(recordingId: RecordingId): Promise<Recording | null> {
    try {
      const { recording } = await this.app.calls.library.get({ recordingId }, this.work);
      return Recording.parse(recording);
    } catch (error) {
      if (isFailure(error) && error.code === 'library/not-found') return null;
      throw error;
    }
  }
}

import { Failure, isCancelled, isFailure } from '../../../src-shared/contract/failure.ts';
import type { JobId, ProjectId, RecordingId, SeparationId } from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase, WritableDatabase } from '../../library/database.ts';
import * as rows from '../../library/rows/jobs.ts';
import type { Log } from '../../library/log/log.ts';
import { endThrown } from './end-job.ts';
import { unknownKind, type JobKindRunner } from './job-kind.ts';
import { jobsToStart } from './jobs-to-start.ts';
import { isPaused, savePaused } from './paused.ts';
import { RunningJob } from './running-job.ts';
import type { SpawnProcess } from '../tasks/task-protocol.ts';

/** A job that was running each time the program crashed fails after this many starts. */
export const MAX_ATTEMPTS = 3;
/** How many ended jobs are kept. */
const ENDED_JOBS_KEPT = 100;

export type JobView = rows.StoredJob & {
  readonly secondsLeft: number | null;
  /** The job came with an untrusted library and does not run. */
  readonly isHeld: boolean;
};

export interface JobQueueOptions {
  /** Null in a read-only library: jobs are listed, but none runs. */
  readonly write: WritableDatabase | null;
  readonly read: ReadableDatabase;
  readonly spawn: SpawnProcess;
  /** By the kind's name; empty in a read-only library. */
  readonly kinds: Readonly<Record<string, JobKindRunner>>;
  readonly onChange: (job: JobView) => void;
  readonly onForgotten: (id: JobId) => void;
  /** Whether jobs that the library contains when it is opened may resume; true by default. */
  readonly isTrusted?: boolean;
  readonly log: Log;
  /** Seconds on a monotonic clock. */
  readonly clock?: () => number;
}

/** The persistent job queue: a queued job is completed even if the program is killed in between. */
export class JobQueue {
  readonly #options: JobQueueOptions;
  readonly #running = new Map<JobId, RunningJob>();
  readonly #clock: () => number;
  /** Jobs that came with an untrusted library. Somebody else chose their files, folders and options. */
  #held: ReadonlySet<JobId> = new Set();
  #open = false;
  /** Stopped by a pause; they continue when the queue does. */
  readonly #interrupted = new Set<JobId>();
  #trimming: Promise<void> = Promise.resolve();

  constructor(options: JobQueueOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now() / 1000);
  }

  /**
   * Resumes jobs that were running or waiting when the program last ended; those of an untrusted library wait
   * for `release`.
   */
  async start(): Promise<void> {
    const { read, write, isTrusted = true } = this.#options;
    if (!isTrusted) this.#held = new Set(rows.listJobs(read).map(({ id }) => id));
    if (write === null) return;
    if (isTrusted) await this.#takeUp(write);
    this.#open = true;
    this.#pump();
  }

  /** Lets the library's jobs run, now that the user trusts it. */
  async release(): Promise<void> {
    const { write } = this.#options;
    const held = [...this.#held];
    this.#held = new Set();
    if (write === null || held.length === 0) return;
    await this.#takeUp(write, this.#running);
    for (const id of held) if (rows.getJob(write, id) !== null) this.#announce(id);
    this.#pump();
  }

  /** @param running jobs of this program run, which continue unchanged */
  async #takeUp(write: WritableDatabase, running: ReadonlyMap<JobId, unknown> = new Map()): Promise<void> {
    for (const job of rows.jobsInState(write, 'running')) {
      if (running.has(job.id)) continue;
      if (job.attempts < MAX_ATTEMPTS) {
        rows.requeueJob(write, job.id, job.attempts);
        continue;
      }
      const failure = new Failure(
        'process/died',
        `Divisi ended ${job.attempts} times during this job, so it is not started again by itself. Try again.`,
      );
      await this.#kindOf(job).stopped(job, 'failed');
      rows.endJob(write, job.id, { state: 'failed', failure: failure.toData() });
    }
    await this.#trim(write);
  }

  list(): JobView[] {
    return rows.listJobs(this.#options.read).map((job) => this.#view(job));
  }

  /** @throws Failure `job/not-found` */
  get(id: JobId): JobView {
    const job = rows.getJob(this.#options.read, id);
    if (job === null) throw new Failure('job/not-found', 'This job is no longer there');
    return this.#view(job);
  }

  /** @param priority jobs of a higher one start first; 0 for what a user waits for */
  add(job: rows.NewJob, priority = 0): JobView {
    rows.insertJob(this.#writable(), job, priority);
    return this.#queued(job.id);
  }

  /** Resolves once the job has stopped. @throws Failure `job/not-found`, `library/untrusted` */
  async cancel(id: JobId): Promise<JobView> {
    const write = this.#writable();
    this.#refuseHeld(id);
    const job = this.get(id);
    const running = this.#running.get(id);
    if (running !== undefined) {
      running.stop('Cancelled');
      await running.finished;
    } else if (job.state === 'queued') {
      rows.endJob(write, id, { state: 'cancelled' });
      await this.#kindOf(job).stopped(job, 'cancelled');
      this.#announce(id);
    }
    return this.get(id);
  }

  /** @throws Failure `job/not-found`, `library/untrusted`; `call/invalid` for a job that is not failed or cancelled */
  async retry(id: JobId): Promise<JobView> {
    const write = this.#writable();
    this.#refuseHeld(id);
    const job = this.get(id);
    if (job.state !== 'failed' && job.state !== 'cancelled') {
      throw new Failure('call/invalid', 'Only a failed or cancelled job can be started again');
    }
    await this.#kindOf(job).again(job);
    rows.requeueJob(write, id, 0);
    return this.#queued(id);
  }

  /** Puts a waiting job before all others. @throws Failure `job/not-found`, `library/untrusted`, `call/invalid` for another */
  raise(id: JobId): JobView {
    const write = this.#writable();
    this.#refuseHeld(id);
    if (this.get(id).state !== 'queued') {
      throw new Failure('call/invalid', 'Only a waiting job can be put first');
    }
    rows.raiseJob(write, id);
    return this.#queued(id);
  }

  get isPaused(): boolean {
    return isPaused(this.#options.read);
  }

  /** Starts no more jobs, and stops those that run where they can continue, until `unpause`, also after a restart. */
  async pause(): Promise<void> {
    savePaused(this.#writable(), true);
    const running = [...this.#running];
    for (const [id, job] of running) {
      this.#interrupted.add(id);
      job.stop('The queue was paused');
    }
    await Promise.all(running.map(([, { finished }]) => finished));
  }

  unpause(): void {
    savePaused(this.#writable(), false);
    this.#pump();
  }

  /**
   * Deletes an ended job; does nothing if it no longer exists. @throws Failure `call/invalid` while it runs
   * or waits
   */
  async dismiss(id: JobId): Promise<void> {
    const job = rows.getJob(this.#writable(), id);
    if (job === null) return;
    this.#refuseHeld(id);
    if (job.state === 'running' || job.state === 'queued') {
      throw new Failure('call/invalid', 'Cancel the job first');
    }
    await this.#forget(job);
  }

  /** Cancels and deletes every job of a recording or separation that is about to be removed. */
  async removeFor(subject: {
    readonly recordingId?: RecordingId;
    readonly separationId?: SeparationId;
    readonly projectId?: ProjectId;
  }): Promise<void> {
    const concerns = (job: JobView): boolean =>
      (subject.recordingId !== undefined && job.recordingId === subject.recordingId) ||
      (subject.separationId !== undefined && job.separationId === subject.separationId) ||
      (subject.projectId !== undefined && job.projectId === subject.projectId);
    for (const job of this.list().filter(concerns)) {
      await this.cancel(job.id);
      if (this.get(job.id).state !== 'done') await this.#forget(job);
    }
  }

  /** Stops the child processes cleanly; their jobs resume at the next start. */
  async close(): Promise<void> {
    this.#open = false;
    const running = [...this.#running.values()];
    for (const job of running) job.stop('The program is closing');
    await Promise.all(running.map(({ finished }) => finished));
    await this.#trimming;
  }

  /**
   * Cancelling or deleting an untrusted job is refused too, because either removes files that its payload
   * names.
   */
  #refuseHeld(id: JobId): void {
    if (!this.#held.has(id)) return;
    throw new Failure(
      'library/untrusted',
      'This job came with a library from elsewhere. Trust the library first.',
    );
  }

  #writable(): WritableDatabase {
    if (this.#options.write === null) {
      throw new Failure(
        'library/read-only',
        'The library is open in another program and can only be read here',
      );
    }
    return this.#options.write;
  }

  #queued(id: JobId): JobView {
    const view = this.#announce(id);
    // Deferred, so that what the caller sends about the job in this turn precedes what the job sends.
    setImmediate(() => this.#pump());
    return view;
  }

  #pump(): void {
    const { write } = this.#options;
    if (!this.#open || write === null || this.isPaused) return;
    const isOurs = ({ id }: rows.StoredJob): boolean => !this.#held.has(id);
    const running = rows.jobsInState(write, 'running').filter(isOurs);
    const queued = rows.jobsInState(write, 'queued').filter(isOurs);
    for (const job of jobsToStart(running, queued, (job) => this.#kindOf(job))) this.#launch(write, job);
  }

  #launch(write: WritableDatabase, job: rows.StoredJob): void {
    rows.startJob(write, job.id);
    this.#options.log.info(`${job.kind} ${job.id} started: ${job.title}`);
    const running = new RunningJob({
      job,
      spawn: this.#options.spawn,
      clock: this.#clock,
      announce: () => {
        this.#announce(job.id);
      },
      save: (progress, phase) => {
        rows.setJobProgress(write, job.id, progress, phase);
      },
    });
    this.#running.set(job.id, running);
    this.#announce(job.id);
    running.finished = this.#run(write, job, running);
  }

  async #run(write: WritableDatabase, job: rows.StoredJob, running: RunningJob): Promise<void> {
    const kind = this.#kindOf(job);
    let next: readonly rows.NewJob[] = [];
    try {
      const outcome = await kind.run(job, running.context());
      running.dropSave();
      write.transaction(() => {
        rows.endJob(write, job.id, {
          state: 'done',
          progress: 1,
          files: outcome.files ?? [],
          loudness: outcome.loudness ?? null,
        });
        for (const following of outcome.next ?? []) rows.insertJob(write, following, job.priority);
      });
      next = outcome.next ?? [];
      this.#options.log.info(`${job.kind} ${job.id} done`);
    } catch (error) {
      running.saveNow();
      if (isFailure(error) && !isCancelled(error)) {
        this.#options.log.warn(`${job.kind} ${job.id} failed: ${job.title}`, error);
      }
      await endThrown(job, error, {
        ...{ write, kind, log: this.#options.log },
        isOpen: () => this.#open && !this.#interrupted.has(job.id),
      });
    } finally {
      running.end();
      this.#running.delete(job.id);
      this.#interrupted.delete(job.id);
    }
    this.#announce(job.id);
    for (const { id } of next) this.#announce(id);
    this.#pump();
    if (this.#open) void this.#trim(write);
  }

  /** Deletes ended jobs beyond the newest, one after another. */
  #trim(write: WritableDatabase): Promise<void> {
    this.#trimming = this.#trimming.then(async () => {
      for (const job of rows.endedJobsBeyond(write, ENDED_JOBS_KEPT)) {
        if (this.#held.has(job.id)) continue;
        try {
          await this.#forget(job);
        } catch (error) {
          // Failing to delete an old job must not fail the one that just ended.
          this.#options.log.warn(`an old job could not be forgotten: ${job.title}`, error);
        }
      }
    });
    return this.#trimming;
  }

  #kindOf({ kind }: rows.StoredJob): JobKindRunner {
    return this.#options.kinds[kind] ?? unknownKind(kind);
  }

  async #forget(job: rows.StoredJob): Promise<void> {
    await this.#kindOf(job).forgotten(job);
    rows.deleteJob(this.#writable(), job.id);
    this.#options.onForgotten(job.id);
  }

  #view(job: rows.StoredJob): JobView {
    const running = this.#running.get(job.id);
    const isHeld = this.#held.has(job.id);
    if (running === undefined) return { ...job, secondsLeft: null, isHeld };
    return { ...job, ...running.state, isHeld };
  }

  #announce(id: JobId): JobView {
    const view = this.get(id);
    this.#options.onChange(view);
    return view;
  }
}

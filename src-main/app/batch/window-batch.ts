import { existsSync } from 'node:fs';
import { MOST_TROUBLES, type BatchRequest, type BatchState } from '../../../src-shared/contract/batch.ts';
import { Failure, isCancelled, isFailure } from '../../../src-shared/contract/failure.ts';
import { JOB_PRIORITIES } from '../../../src-shared/contract/job.ts';
import type { Log } from '../../library/log/log.ts';
import { jobsOf } from '../await-jobs.ts';
import type { ImportedFile } from './batch-entry.ts';
import type { BatchOptions } from './batch-options.ts';
import { CLOSING, type BatchApp } from './batch-run.ts';
import { summaryOf } from './batch-summary.ts';
import { runBatch } from './batch.ts';
import type { WindowFile } from './window-sources.ts';

type Present = Pick<BatchState, 'state' | 'progress' | 'phase' | 'secondsLeft' | 'failure'>;

/** Progress is published at most this often. */
const PUBLISH_MS = 500;

const STARTED: Present = { state: 'running', progress: 0, phase: '', secondsLeft: null, failure: null };

/**
 * The one batch that a window runs at a time. It is kept in memory: when the program closes, the queued jobs continue at
 * the next start, and the same list, imported again, uses what they have done.
 */
export class WindowBatch {
  readonly #app: () => BatchApp;
  readonly #publish: (state: BatchState | null) => void;
  readonly #log: Log;
  #files: readonly WindowFile[] = [];
  #options: BatchOptions | null = null;
  readonly #entries = new Map<string, ImportedFile>();
  #present: Present | null = null;
  #publishedAt = 0;
  #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(app: () => BatchApp, publish: (state: BatchState | null) => void, log: Log) {
    this.#app = app;
    this.#publish = publish;
    this.#log = log;
  }

  /** Null before the first batch. */
  get state(): BatchState | null {
    if (this.#present === null) return null;
    const shown = new Map(this.#files.map((file) => [file.path, file.shown]));
    const { imported, existing, separated, usedAgain, left, failed } = summaryOf(
      [...this.#entries.values()],
      0,
    );
    const name = (path: string): string => shown.get(path) ?? '';
    const troubles = [
      ...failed.map(({ file, message }) => ({ file: name(file), how: 'failed' as const, message })),
      ...left.map(({ file, reason }) => ({ file: name(file), how: 'left' as const, message: reason })),
    ];
    return {
      ...this.#present,
      files: this.#files.length,
      counts: { imported, existing, separated, usedAgain, left: left.length, failed: failed.length },
      troubles: troubles.slice(0, MOST_TROUBLES),
    };
  }

  /** @throws Failure `call/invalid` while another batch runs, and for separating where nothing says who plays */
  start(
    files: readonly WindowFile[],
    request: Omit<BatchRequest, 'sources' | 'folder' | 'leaveOut'>,
  ): BatchState {
    this.requireIdle();
    const { mode, players, confidence, separate, force } = request;
    if (files.length === 0) throw new Failure('call/invalid', 'There is no file to import');
    if (separate && !files.some((file) => (file.players ?? players ?? file.score) !== null)) {
      throw new Failure('call/invalid', 'To separate, say who plays');
    }
    this.#files = files;
    this.#entries.clear();
    this.#options = {
      effort: 'best',
      ...{ mode, confidence, separate, force, players: players ?? undefined },
      ...{
        channels: undefined,
        again: false,
        replacePlayers: false,
        modelId: undefined,
        stemFormat: undefined,
      },
      priority: JOB_PRIORITIES.batch,
    };
    return this.#begin(files);
  }

  /** @throws Failure `call/invalid` if a batch is running or there is none, `file/not-found` if no file is left */
  async retry(): Promise<BatchState> {
    this.requireIdle();
    const again = this.#files.filter(
      ({ path }) => (this.#entries.get(path)?.problem ?? null) !== null || !this.#entries.has(path),
    );
    const there = again.filter(({ path }) => existsSync(path));
    if (there.length === 0) {
      throw new Failure('file/not-found', 'The files are no longer there; choose them again');
    }
    await this.#forgetFailedImports(there);
    for (const { path } of there) this.#entries.delete(path);
    return this.#begin(there);
  }

  async cancel(): Promise<BatchState | null> {
    this.#stop.abort();
    await this.#running;
    return this.state;
  }

  /** @throws Failure `call/invalid` while it runs */
  dismiss(): void {
    this.requireIdle();
    this.#present = null;
    this.#files = [];
    this.#entries.clear();
    this.#publish(null);
  }

  /** Stops following the jobs, which continue at the next start. */
  async close(): Promise<void> {
    this.#stop.abort(CLOSING);
    await this.#running;
  }

  /** @throws Failure `call/invalid` */
  requireIdle(): void {
    if (this.#present?.state === 'running') throw new Failure('call/invalid', 'A batch is running already');
  }

  #begin(files: readonly WindowFile[]): BatchState {
    this.#stop = new AbortController();
    this.#set(STARTED, true);
    this.#running = this.#run(files, this.#stop.signal);
    const { state } = this;
    if (state === null) throw new Error('a batch that has started has no state');
    return state;
  }

  async #run(files: readonly WindowFile[], signal: AbortSignal): Promise<void> {
    const options = this.#options;
    if (options === null) throw new Error('the batch has no options');
    try {
      await runBatch(
        {
          ...{ options, files },
          onEntry: (entry) => {
            this.#entries.set(entry.file, entry);
          },
        },
        this.#app(),
        {
          signal,
          progress: {
            step:
              (share) =>
              ({ done, phase, secondsLeft }) =>
                this.#set(
                  {
                    ...STARTED,
                    progress: Math.min(1, done * share),
                    phase,
                    secondsLeft: secondsLeft ?? null,
                  },
                  false,
                ),
          },
        },
      );
      this.#set({ ...STARTED, state: 'done', progress: 1 }, true);
    } catch (error) {
      const progress = this.#present?.progress ?? 0;
      if (isCancelled(error)) this.#set({ ...STARTED, state: 'cancelled', progress }, true);
      else {
        if (!isFailure(error)) this.#log.error('a batch stopped', error);
        const failure = isFailure(error) ? error : new Failure('internal/error', 'The batch stopped');
        this.#set({ ...STARTED, state: 'failed', progress, failure: failure.toData() }, true);
      }
    }
  }

  #set(present: Present, isDue: boolean): void {
    this.#present = present;
    const now = performance.now();
    if (!isDue && now - this.#publishedAt < PUBLISH_MS) return;
    this.#publishedAt = now;
    this.#publish(this.state);
  }

  /** A failed import is started again, except of an upload, whose file would go with its job. */
  async #forgetFailedImports(files: readonly WindowFile[]): Promise<void> {
    const app = this.#app();
    const context = { signal: new AbortController().signal };
    for (const { id: jobId, kind, state, recordingId } of await jobsOf(app, context)) {
      const file = files.find(({ path }) => this.#entries.get(path)?.id === recordingId);
      if (kind !== 'import' || file === undefined || (state !== 'failed' && state !== 'cancelled')) continue;
      if (file.temporary === true) await app.calls.jobs.retry({ jobId }, context);
      else await app.calls.jobs.dismiss({ jobId }, context);
    }
  }
}

import { existsSync } from 'node:fs';
import { MOST_TROUBLES, type BatchState } from '../../../src-shared/contract/batch.ts';
import { Failure, isCancelled, isFailure } from '../../../src-shared/contract/failure.ts';
import { JOB_PRIORITIES } from '../../../src-shared/contract/job.ts';
import type { ReadableDatabase, WritableDatabase } from '../../library/database.ts';
import type { Log } from '../../library/log/log.ts';
import { deleteBatch, insertBatch, setBatchOutcome, setBatchState } from '../../library/rows/batch.ts';
import type { ImportedFile } from './batch-entry.ts';
import type { BatchOptions } from './batch-options.ts';
import { CLOSING, type BatchApp } from './batch-run.ts';
import { outcomesOf } from './batch-summary.ts';
import { runBatch } from './batch.ts';
import {
  sinceStart,
  storedBatch,
  type BatchChoices,
  type KnownBatch,
  type WindowFile,
} from './stored-batch.ts';

type Present = Pick<BatchState, 'state' | 'progress' | 'phase' | 'secondsLeft' | 'failure'>;

/** Progress is published at most this often. */
const PUBLISH_MS = 500;

const STARTED: Present = { state: 'running', progress: 0, phase: '', secondsLeft: null, failure: null };

export interface WindowBatchOptions {
  readonly app: () => BatchApp;
  readonly publish: (state: BatchState | null) => void;
  readonly read: ReadableDatabase;
  /** Null in a read-only library, whose batch another program runs. */
  readonly write: WritableDatabase | null;
  readonly log: Log;
}

/**
 * The one batch that a window runs at a time. The library stores it: after a restart, its outcomes are still there, and
 * one that was running continues.
 */
export class WindowBatch {
  readonly #options: WindowBatchOptions;
  #batch: Omit<KnownBatch, 'entries' | 'state' | 'failure'> | null = null;
  readonly #entries = new Map<string, ImportedFile>();
  #present: Present = STARTED;
  #isRunning = false;
  #publishedAt = 0;
  #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: WindowBatchOptions) {
    this.#options = options;
  }

  /** Reads what the library stores. To be called once the library is trusted: the files are somebody's choice. */
  load(): void {
    if (this.#isRunning) return;
    const stored = storedBatch(this.#options.read);
    this.#batch = stored;
    this.#entries.clear();
    for (const [path, entry] of stored?.entries ?? []) this.#entries.set(path, entry);
    if (stored === null) return;
    const { state, failure } = stored;
    this.#present = { ...STARTED, state, failure, progress: state === 'done' ? 1 : this.#share };
  }

  /** Continues a batch that was running when the program ended. */
  takeUp(): void {
    if (this.#batch === null || this.#isRunning || this.#present.state !== 'running') return;
    if (this.#options.write !== null) this.#begin();
  }

  /** Null before the first batch. */
  get state(): BatchState | null {
    if (this.#options.write === null) this.load();
    if (this.#batch === null) return null;
    const shown = new Map(this.#batch.files.map((file) => [file.path, file.shown]));
    const { imported, existing, separated, usedAgain, left, failed } = outcomesOf([
      ...this.#entries.values(),
    ]);
    const name = (path: string): string => shown.get(path) ?? '';
    const troubles = [
      ...failed.map(({ file, message }) => ({ file: name(file), how: 'failed' as const, message })),
      ...left.map(({ file, reason }) => ({ file: name(file), how: 'left' as const, message: reason })),
    ];
    return {
      ...this.#present,
      files: this.#batch.files.length,
      counts: { imported, existing, separated, usedAgain, left: left.length, failed: failed.length },
      troubles: troubles.slice(0, MOST_TROUBLES),
    };
  }

  /** Uploads that the batch has not gone through yet. */
  get uploads(): string[] {
    const ahead = this.#present.state === 'running' ? (this.#batch?.files ?? []) : [];
    return ahead.flatMap(({ path, temporary }) => (temporary && !this.#entries.has(path) ? [path] : []));
  }

  /** @throws Failure `call/invalid` while another batch runs, and for separating where nothing says who plays */
  start(files: readonly WindowFile[], choices: BatchChoices): BatchState {
    this.requireIdle();
    const { players, separate } = choices;
    if (files.length === 0) throw new Failure('call/invalid', 'There is no file to import');
    if (separate && !files.some((file) => (file.players ?? players ?? file.score) !== null)) {
      throw new Failure('call/invalid', 'To separate, say who plays');
    }
    const startedAt = new Date().toISOString();
    insertBatch(this.#write, choices, files, startedAt);
    this.#batch = { choices, files, startedAt };
    this.#entries.clear();
    return this.#begin();
  }

  /** @throws Failure `call/invalid` if a batch is running or there is none, `file/not-found` if no file is left */
  retry(): BatchState {
    this.requireIdle();
    const there = this.#filesLeft(true).filter(({ path }) => existsSync(path));
    if (there.length === 0) {
      throw new Failure('file/not-found', 'The files are no longer there; choose them again');
    }
    const write = this.#write;
    write.transaction(() => {
      setBatchState(write, 'running');
      for (const { path } of there) setBatchOutcome(write, path, null);
    });
    for (const { path } of there) this.#entries.delete(path);
    return this.#begin();
  }

  async cancel(): Promise<BatchState | null> {
    this.#stop.abort();
    await this.#running;
    // One that has not been taken up yet.
    if (this.#batch !== null && this.#present.state === 'running') {
      this.#end({ ...STARTED, state: 'cancelled', progress: this.#share });
    }
    return this.state;
  }

  /** @throws Failure `call/invalid` while it runs */
  dismiss(): void {
    this.requireIdle();
    deleteBatch(this.#write);
    this.#batch = null;
    this.#entries.clear();
    this.#options.publish(null);
  }

  /** Stops following the jobs; they and the batch continue at the next start. */
  async close(): Promise<void> {
    this.#stop.abort(CLOSING);
    await this.#running;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** @throws Failure `call/invalid` */
  requireIdle(): void {
    if (this.#batch !== null && this.#present.state === 'running') {
      throw new Failure('call/invalid', 'A batch is running already');
    }
  }

  get #write(): WritableDatabase {
    const { write } = this.#options;
    if (write === null) throw new Failure('library/read-only', 'The library can only be read here');
    return write;
  }

  /** How much of the batch has an outcome, 0 to 1. */
  get #share(): number {
    return this.#entries.size / Math.max(1, this.#batch?.files.length ?? 0);
  }

  /** Files without an outcome, and those that failed if `failed`. */
  #filesLeft(failed: boolean): readonly WindowFile[] {
    return (this.#batch?.files ?? []).filter(({ path }) => {
      const entry = this.#entries.get(path);
      return entry === undefined || (failed && entry.problem !== null);
    });
  }

  #begin(): BatchState {
    this.#stop = new AbortController();
    this.#set({ ...STARTED, progress: this.#share }, true);
    this.#isRunning = true;
    this.#running = this.#run(this.#stop.signal).finally(() => {
      this.#isRunning = false;
    });
    const { state } = this;
    if (state === null) throw new Error('a batch that has started has no state');
    return state;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const batch = this.#batch;
    if (batch === null) throw new Error('there is no batch to run');
    const before = this.#share;
    const { read } = this.#options;
    try {
      await runBatch(
        {
          ...{ options: optionsOf(batch.choices), files: this.#filesLeft(false) },
          onEntry: (found) => {
            const entry = sinceStart(read, found, batch.startedAt);
            setBatchOutcome(this.#write, entry.file, entry);
            this.#entries.set(entry.file, entry);
          },
        },
        this.#options.app(),
        {
          signal,
          progress: {
            step:
              (share) =>
              ({ done, phase, secondsLeft }) => {
                const progress = before + (1 - before) * Math.min(1, done * share);
                this.#set({ ...STARTED, progress, phase, secondsLeft: secondsLeft ?? null }, false);
              },
          },
        },
      );
      this.#end({ ...STARTED, state: 'done', progress: 1 });
    } catch (error) {
      if (signal.reason === CLOSING) return;
      const { progress } = this.#present;
      if (isCancelled(error)) this.#end({ ...STARTED, state: 'cancelled', progress });
      else {
        if (!isFailure(error)) this.#options.log.error('a batch stopped', error);
        const failure = isFailure(error) ? error : new Failure('internal/error', 'The batch stopped');
        this.#end({ ...STARTED, state: 'failed', progress, failure: failure.toData() });
      }
    }
  }

  #end(present: Present): void {
    setBatchState(this.#write, present.state, present.failure);
    this.#set(present, true);
  }

  #set(present: Present, isDue: boolean): void {
    this.#present = present;
    const now = performance.now();
    if (!isDue && now - this.#publishedAt < PUBLISH_MS) return;
    this.#publishedAt = now;
    this.#options.publish(this.state);
  }
}

const optionsOf = ({ players, ...choices }: BatchChoices): BatchOptions => ({
  ...choices,
  effort: 'best',
  players: players ?? undefined,
  channels: undefined,
  again: false,
  replacePlayers: false,
  modelId: undefined,
  stemFormat: undefined,
  priority: JOB_PRIORITIES.batch,
});

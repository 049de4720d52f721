import { createHash, randomBytes } from 'node:crypto';
import { basename, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HEARD } from '../../../src-shared/batch/list.ts';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import { JOB_PRIORITIES } from '../../../src-shared/contract/job.ts';
import type { Settings } from '../../../src-shared/contract/system.ts';
import {
  MOST_WATCH_TROUBLES,
  type StoredWatch,
  type WatchedFolder,
  type WatchId,
} from '../../../src-shared/contract/watch.ts';
import type { ModelRegistry } from '../../inference/registry.ts';
import type { ReadableDatabase, WritableDatabase } from '../../library/database.ts';
import { internalError, type Log } from '../../library/log/log.ts';
import { getSettings } from '../../library/rows/settings.ts';
import { getWatched, setWatched } from '../../library/rows/watched.ts';
import type { ImportedFile } from './batch-entry.ts';
import type { BatchOptions } from './batch-options.ts';
import { CLOSING, type BatchApp } from './batch-run.ts';
import { runBatch } from './batch.ts';
import { lookAtFolder, type LookedAt } from './look-at-folder.ts';
import { StableFiles } from './stable-files.ts';

/** How often the folders are looked at. Network drives tell of no changes, so nothing is subscribed to. */
const INTERVAL_MS = 10_000;
/** Every instrument has to be this probable before what comes is separated by itself. */
const CONFIDENCE = 0.8;
/** While a batch runs, what was taken is written at most this often. */
const SAVE_MS = 2000;

interface Options {
  readonly app: () => BatchApp;
  readonly read: ReadableDatabase;
  /** Null for a library that is only read: nothing is watched then. */
  readonly write: WritableDatabase | null;
  readonly models: Pick<ModelRegistry, 'resolve'>;
  readonly isTrusted: () => boolean;
  readonly showPaths: boolean;
  readonly intervalMs: number | undefined;
  readonly changed: () => void;
  readonly log: Log;
}

interface Watch {
  stored: StoredWatch;
  readonly seen: Set<string>;
  readonly stop: AbortController;
  state: WatchedFolder['state'];
  problem: WatchedFolder['problem'];
  ended: Promise<void>;
}

/**
 * Takes the recordings that come into the folders which the user chose, as long as the program runs. The folders and what was
 * taken of them are kept in the library, so that nothing is taken again after a restart, not even what the user removed.
 */
export class WatchedFolders {
  readonly #options: Options;
  readonly #watches = new Map<WatchId, Watch>();
  #savedAt = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  start(): void {
    if (this.#options.write === null) return;
    for (const stored of getWatched(this.#options.read)) this.#begin(stored);
  }

  list(): WatchedFolder[] {
    return [...this.#watches.values()].map(({ stored, state, problem }) => {
      const { id, path, separate, taken, last, troubles } = stored;
      const shown = this.#options.showPaths ? path : null;
      return { id, name: basename(path), path: shown, separate, state, problem, taken, last, troubles };
    });
  }

  /** @throws Failure `file/exists` */
  add(path: string, separate: boolean): void {
    if ([...this.#watches.values()].some(({ stored }) => stored.path === path)) {
      throw new Failure('file/exists', `"${basename(path)}" is watched already`);
    }
    const id = randomBytes(8).toString('hex');
    this.#begin({ id, path, separate, taken: 0, last: null, troubles: [], seen: [] });
    this.#save();
  }

  /** @throws Failure `library/not-found` */
  remove(id: WatchId): void {
    const watch = this.#watches.get(id);
    if (watch === undefined) throw new Failure('library/not-found', 'This folder is not watched');
    watch.stop.abort(CLOSING);
    this.#watches.delete(id);
    this.#save();
  }

  /** Imports that were queued go on at the next start. */
  async close(): Promise<void> {
    const watches = [...this.#watches.values()];
    for (const { stop } of watches) stop.abort(CLOSING);
    await Promise.all(watches.map(({ ended }) => ended));
  }

  #begin(stored: StoredWatch): void {
    const watch: Watch = {
      ...{ stored, seen: new Set(stored.seen), stop: new AbortController() },
      ...{ state: 'watching', problem: null, ended: Promise.resolve() },
    };
    this.#watches.set(stored.id, watch);
    watch.ended = this.#follow(watch);
  }

  async #follow(watch: Watch): Promise<void> {
    const { signal } = watch.stop;
    const isStopped = (): boolean => signal.aborted;
    const { isTrusted, intervalMs = INTERVAL_MS } = this.#options;
    let stable = new StableFiles();
    while (!isStopped()) {
      try {
        if (isTrusted()) {
          await this.#look(watch, stable);
          this.#set(watch, 'watching', null);
        } else this.#set(watch, 'waiting', null);
      } catch (error) {
        if (isStopped()) break;
        const { log } = this.#options;
        const { code, message } = isFailure(error)
          ? error
          : internalError(log, 'watching a folder failed', error);
        this.#set(watch, watch.state === 'taking' ? 'watching' : 'unreachable', { code, message });
        // What was not taken comes again.
        stable = new StableFiles();
      }
      await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(watch: Watch, stable: StableFiles): Promise<void> {
    const { models, app, read } = this.#options;
    const { path, separate } = watch.stored;
    const found = await lookAtFolder(path, models);
    const files = stable.look(found.filter((file) => !watch.seen.has(markOf(file))));
    if (files.length === 0) return;
    this.#set(watch, 'taking', null);
    const marks = new Map(files.map((file) => [file.path, markOf(file)]));
    try {
      await runBatch(
        {
          ...{ options: optionsFor(getSettings(read), separate), files },
          onEntry: (entry) => this.#taken(watch, entry, marks.get(entry.file)),
        },
        app(),
        { signal: watch.stop.signal, progress: { step: () => () => undefined } },
      );
    } finally {
      this.#save();
    }
  }

  #taken(watch: Watch, entry: ImportedFile, mark: string | undefined): void {
    if (mark !== undefined) watch.seen.add(mark);
    const { existing, problem, title, id } = entry;
    if (existing && problem === null) return;
    const at = new Date().toISOString();
    const isRead = entry.state === 'ready';
    const { stored } = watch;
    const file = relative(stored.path, entry.file);
    watch.stored = {
      ...stored,
      taken: stored.taken + (isRead ? 1 : 0),
      last: { title, at, recordingId: isRead ? id : null },
      troubles:
        problem === null
          ? stored.troubles
          : [{ file, ...problem, at }, ...stored.troubles].slice(0, MOST_WATCH_TROUBLES),
    };
    if (performance.now() - this.#savedAt > SAVE_MS) this.#save();
    this.#options.changed();
  }

  #set(watch: Watch, state: WatchedFolder['state'], problem: WatchedFolder['problem']): void {
    const { code, message } = watch.problem ?? {};
    if (watch.state === state && code === problem?.code && message === problem?.message) return;
    watch.state = state;
    watch.problem = problem;
    this.#options.changed();
  }

  #save(): void {
    this.#savedAt = performance.now();
    const { write, changed } = this.#options;
    if (write === null) return;
    setWatched(
      write,
      [...this.#watches.values()].map(({ stored, seen }) => ({ ...stored, seen: [...seen] })),
    );
    changed();
  }
}

/** One state of one file. */
const markOf = ({ path, bytes, mtimeMs }: LookedAt): string =>
  createHash('sha256').update(`${path}\0${bytes} ${mtimeMs}`).digest('base64url').slice(0, 12);

const optionsFor = ({ importMode }: Settings, separate: boolean): BatchOptions => ({
  mode: importMode,
  separate,
  players: separate ? HEARD : undefined,
  confidence: CONFIDENCE,
  ...{ again: false, force: false, replacePlayers: false },
  ...{ channels: undefined, modelId: undefined, stemFormat: undefined },
  effort: 'best',
  priority: JOB_PRIORITIES.batch,
});

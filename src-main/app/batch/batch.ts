import { stat } from 'node:fs/promises';
import { secondsOf } from '../../../src-shared/contract/recording.ts';
import { analyseKind } from '../../jobs/kinds/analyse.ts';
import { qualityKind } from '../../jobs/kinds/quality.ts';
import type { Steps, Work } from '../files/work.ts';
import { describe, type ImportedFile } from './batch-entry.ts';
import type { BatchFile } from './batch-files.ts';
import type { BatchOptions } from './batch-options.ts';
import { BatchProgress, groupsOf } from './batch-progress.ts';
import { BatchRun, type BatchApp } from './batch-run.ts';
import { declarePlayers, decisionFor } from './declare-players.ts';
import type { KnownFiles } from './known-work.ts';
import { readFiles, type Arrival } from './read-files.ts';
import { requestFor, separateRecordings } from './separate-recordings.ts';

export interface BatchRequest {
  readonly options: BatchOptions;
  readonly files: readonly BatchFile[];
  /** Called with each file's outcome as soon as it is known. */
  readonly onEntry?: (entry: ImportedFile) => void;
}

type Weighed = BatchFile & { readonly bytes: number };

/** Shares of a group's progress. */
const SHARES = {
  separating: { reading: 0.15, hearing: 0, separating: 0.7, listening: 0.15 },
  importing: { reading: 0.5, hearing: 0, separating: 0, listening: 0.5 },
} as const;

/**
 * Imports files, declares who plays, aligns scores, separates if requested, and waits until everything has been analysed,
 * a few files at a time. What the library already has, or what an earlier batch left in the queue, is used and not started
 * again.
 * @returns the outcomes, in the order of the files
 * @throws Failure `call/cancelled`, `model/*`, `disk/*`
 */
export async function runBatch(
  { options, files, onEntry }: BatchRequest,
  app: BatchApp,
  { signal, progress }: Pick<Work, 'signal' | 'progress'>,
): Promise<ImportedFile[]> {
  const weighed = await Promise.all(files.map(weigh));
  const report = progress.step(1);
  const stages = new Stages(app, options, signal, onEntry ?? (() => undefined));
  const known = app.known.files();
  const present: Weighed[] = [];
  const missing: Weighed[] = [];
  const looking = await stages.run(NO_PROGRESS);
  try {
    for (const file of weighed) ((await isDone(looking, file, known)) ? present : missing).push(file);
    const entries = new Map<string, ImportedFile>();
    const keep = (group: readonly ImportedFile[]): void => {
      for (const entry of group) entries.set(entry.file, entry);
    };
    for (const group of groupsOf(present)) keep(await stages.through(looking, group, known));
    const left = new BatchProgress(missing, report);
    const working = await stages.run(left);
    try {
      for (const group of groupsOf(missing)) {
        left.begin(group);
        keep(await stages.through(working, group, known, left));
        left.end();
      }
    } finally {
      working.jobs.stop();
    }
    return weighed.flatMap(({ path }) => entries.get(path) ?? []);
  } finally {
    looking.jobs.stop();
  }
}

const NO_PROGRESS: Steps = { step: () => () => undefined };

const weigh = async (file: BatchFile): Promise<Weighed> => ({
  ...file,
  // A file that has gone is reported by its import.
  bytes: (await stat(file.path).catch(() => null))?.size ?? 0,
});

/** Whether an earlier batch did everything that this one asks. */
async function isDone(run: BatchRun, file: BatchFile, known: KnownFiles): Promise<boolean> {
  const { options, app } = run;
  const found = options.again ? null : await known.find(file, options.channels);
  if (found === null || found.jobId !== null) return false;
  if (!options.separate) return true;
  if (options.force || file.score !== null) return false;
  const recording = await run.recording(found.recordingId);
  if (recording?.state !== 'ready') return false;
  const decision = decisionFor(run, { file }, recording);
  if (decision.kind !== 'players') return decision.kind === 'left';
  const same = await app.known.separation(requestFor(run, found.recordingId, decision.players, file));
  return same !== null && same.jobId === null;
}

class Stages {
  readonly #app: BatchApp;
  readonly #options: BatchOptions;
  readonly #signal: AbortSignal;
  readonly #onEntry: (entry: ImportedFile) => void;

  constructor(
    app: BatchApp,
    options: BatchOptions,
    signal: AbortSignal,
    onEntry: (entry: ImportedFile) => void,
  ) {
    this.#app = app;
    this.#options = options;
    this.#signal = signal;
    this.#onEntry = onEntry;
  }

  run(progress: Steps): Promise<BatchRun> {
    const { priority } = this.#options;
    return BatchRun.of(this.#app, this.#options, { signal: this.#signal, progress, priority });
  }

  /** Takes files through all stages. */
  async through(
    run: BatchRun,
    files: readonly BatchFile[],
    known: KnownFiles,
    progress?: BatchProgress,
  ): Promise<ImportedFile[]> {
    const shares = this.#options.separate ? SHARES.separating : SHARES.importing;
    const arrivals = await readFiles(run, files, known, shares.reading);
    for (const { recordingId, file } of arrivals) {
      const recording = progress === undefined ? null : await run.recording(recordingId);
      const seconds = recording === null ? null : secondsOf(recording);
      if (seconds !== null) progress?.read(file.path, seconds);
    }
    const declared = await declarePlayers(run, arrivals, shares.hearing);
    const separated = await separateRecordings(run, declared, shares.separating);
    await listen(run, arrivals, shares.listening);
    const entries: ImportedFile[] = [];
    for (const arrival of arrivals) {
      const { recordingId } = arrival;
      const entry = describe(arrival, await run.recording(recordingId), separated.get(recordingId));
      this.#onEntry(entry);
      entries.push(entry);
    }
    return entries;
  }
}

/** Waits for the analysis that starts automatically, so that everything can be found by sound. It may fail. */
async function listen(run: BatchRun, arrivals: readonly Arrival[], share: number): Promise<void> {
  const ids = new Set(arrivals.map(({ recordingId }) => recordingId));
  const following = run.jobs
    .all()
    .filter(
      ({ kind, recordingId }) =>
        (kind === analyseKind.name || kind === qualityKind.name) &&
        recordingId !== null &&
        ids.has(recordingId),
    );
  await run.finished(
    following.map(({ id }) => id),
    share,
  );
}

import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import type { PythonCheck } from '../../src-shared/contract/adaptation.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import type { CoverName } from '../../src-shared/contract/cover.ts';
import type { RecordingId, SeparationId } from '../../src-shared/project/ids.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import type { Capabilities } from '../../src-shared/contract/system.ts';
import { findPython as findPythonIn, pythonSearch, type PythonSearch } from '../adaptation/python.ts';
import { chosenProviders, type Compute } from '../inference/providers.ts';
import { getSettings } from '../library/rows/settings.ts';
import { createRegistry } from '../inference/registry.ts';
import { checkInChild } from '../jobs/tasks/check-database.ts';
import { LiveStems } from '../jobs/kinds/live-stems.ts';
import { JobQueue } from '../jobs/queue/queue.ts';
import { runTask } from '../jobs/tasks/run-task.ts';
import { jobRunners, uploadsOf } from '../jobs/kinds/job-kinds.ts';
import type { SpawnProcess } from '../jobs/tasks/task-protocol.ts';
import { WarmProcesses } from '../jobs/tasks/warm-processes.ts';
import { listJobs } from '../library/rows/jobs.ts';
import { silentLog, type Log } from '../library/log/log.ts';
import { openLibrary, type Library, type LibraryAccess } from '../library/open.ts';
import { isUnmade, refuseLinks, type LibraryTrust } from '../library/trust.ts';
import { setSourceSeen } from '../library/rows/recordings.ts';
import { discardModel } from '../library/trash/removal.ts';
import { sweepScratch } from '../library/scratch.ts';
import { sweepRemoved } from '../library/trash/trash.ts';
import { catchUp } from './analyses.ts';
import { readableAudio, type ReadableAudio } from './readable-audio.ts';
import { callsOf } from './calls.ts';
import { openCover, type CoverImage, type CoverSize } from './covers.ts';
import { EditPreviews } from './edit-previews.ts';
import { EventBus } from './events.ts';
import { followWriter } from './follow-writer.ts';
import { Grants } from './grants.ts';
import { knownWork, type KnownWork } from './batch/known-work.ts';
import { WatchedFolders } from './batch/watched-folders.ts';
import { WindowBatch } from './batch/window-batch.ts';
import { LiveInput } from './live-input.ts';
import { presentJob } from './present.ts';
import { remakeCovers } from './missing-covers.ts';
import { stemArchive } from './stem-archive.ts';
import { OpenTrust } from './open-trust.ts';
import { Publisher } from './publisher.ts';
import type { Doctor, DoorFiles, Services } from './services.ts';
import { Sources } from './sources.ts';
import { sweepArchives, sweepHalfMade } from './sweep.ts';
import { listeningTests, type ListeningTests } from './studies/listening-tests.ts';
import { Spectrograms } from './spectrograms/spectrograms.ts';
import { TileCache } from './spectrograms/tile-cache.ts';

export interface AppOptions {
  readonly libraryDir: string;
  /** Built-in models: one folder each. */
  readonly modelsDir: string;
  readonly demoDir: string;
  /** Where exports go when the request names no folder. */
  readonly downloadsDir: string;
  readonly version: string;
  readonly capabilities: Omit<Capabilities, 'version' | 'readOnly' | 'providers'>;
  readonly spawn: SpawnProcess;
  /** Execution providers in the order in which they are tried. */
  readonly providers: readonly string[];
  readonly threads: number;
  /** The file in which this machine's verdicts on providers are kept; without it, every process measures them. */
  readonly verdicts?: string;
  /**
   * Defaults to `write`: opening a library that another program has open then fails with `library/locked`.
   */
  readonly access?: LibraryAccess;
  /** Which libraries the user trusts on this machine. A library that is created here is trusted. */
  readonly trust: LibraryTrust;
  readonly files?: (grants: Grants) => DoorFiles;
  readonly doctor?: Doctor;
  /** Where to look for a Python with PyTorch; defaults to the usual places of the system and the user. */
  readonly pythons?: PythonSearch;
  readonly log?: Log;
  /** Between two looks at the watched folders; 10 s by default. */
  readonly watchIntervalMs?: number;
}

/** Receives a function that lists all unfinished jobs, and the job that changed. */
export type JobsListener = (unfinished: () => readonly Job[], changed: Job) => void;

export interface App {
  readonly calls: Calls;
  readonly audio: ReadableAudio;
  readonly spectrograms: Spectrograms;
  /** @throws Failure `file/*` */
  readonly liveInput: LiveInput;
  readonly openCover: (name: CoverName, size: CoverSize) => Promise<CoverImage>;
  readonly stemArchive: (id: SeparationId) => Promise<Readable>;
  readonly tests: ListeningTests;
  readonly grants: Grants;
  readonly capabilities: Capabilities;
  readonly log: Log;
  readonly known: KnownWork;
  /** A door that runs the library's jobs lets it continue what an earlier run of the program began. */
  readonly batch: Pick<WindowBatch, 'takeUp' | 'isRunning'>;
  /** Queued and running jobs. */
  unfinishedJobs(): Job[];
  /** Calls `listener` whenever a job changes. @returns a function that unsubscribes it */
  onJobs(listener: JobsListener): () => void;
  /** Uploaded files that a job needs, or would need if the user retried it. */
  uploadsInUse(): readonly string[];
  /** Stops the child processes, ends the event streams and closes the library. */
  close(): Promise<void>;
}

/**
 * The application over one library: opens it, wires the rooms together and resumes unfinished jobs.
 * @throws Failure `library/locked`, `library/newer`, `library/damaged`, `disk/unwritable`
 */
export async function createApp(options: AppOptions): Promise<App> {
  const log = options.log ?? silentLog;
  const { trust } = options;
  const isUnmadeYet = isUnmade(options.libraryDir);
  if (!trust.isTrusted(options.libraryDir)) refuseLinks(options.libraryDir);
  const library = await openLibrary(options.libraryDir, { log, access: options.access ?? 'write' });
  log.info(`Divisi ${options.version} opened the library ${options.libraryDir}`, {
    door: options.capabilities.door,
    node: process.versions.node,
    platform: process.platform,
    readOnly: library.write === null,
  });
  try {
    if (isUnmadeYet && library.write !== null) trust.trust(options.libraryDir);
    return await wire(options, library, log);
  } catch (error) {
    library.close();
    throw error;
  }
}

async function wire(options: AppOptions, library: Library, log: Log): Promise<App> {
  const { folder, read, write } = library;
  const { spawn, verdicts } = options;
  const compute = (): Compute => ({
    providers: chosenProviders(getSettings(read).provider, options.providers),
    threads: options.threads,
    ...(verdicts === undefined ? {} : { verdicts }),
  });
  const trust = new OpenTrust(options.trust, options.libraryDir);
  const grants = new Grants();
  const bus = new EventBus();
  /** Aborts work that runs outside the queue. */
  const ending = new AbortController();
  const models = createRegistry({
    builtInDirs: [options.modelsDir],
    addedDir: folder.models,
    check: async (dir) => {
      await runTask(spawn, 'check-model', { dir }, { signal: ending.signal });
    },
    discard: (dir) => discardModel(folder, basename(dir), 'Removed by the user'),
  });
  const sources: Sources = new Sources(
    folder,
    () => trust.isTrusted,
    (id, bytes, mtimeMs) => {
      if (write !== null) setSourceSeen(write, id, bytes, mtimeMs);
      publisher.recording(id);
    },
  );
  const live = new LiveStems();
  const publisher = new Publisher(bus, read, sources, live, log);
  const previews = new EditPreviews(spawn, ending.signal);
  const showPaths = options.capabilities.door === 'electron';
  const findPython = (signal?: AbortSignal): Promise<PythonCheck> =>
    findPythonIn(
      options.pythons ??
        pythonSearch({ ownFolder: folder.python, isTrusted: trust.isTrusted, cwd: options.modelsDir }),
      signal,
    );
  const jobListeners = new Set<JobsListener>();

  const warm = new WarmProcesses(spawn);
  const queue = new JobQueue({
    read,
    write,
    spawn: warm.spawn,
    log,
    // If another program has the library open for writing, that program runs its jobs.
    kinds:
      write === null
        ? {}
        : jobRunners({
            ...{ write, folder, models, sources, live, spawn, log, compute, findPython },
            changes: publisher,
            downloadsDir: options.downloadsDir,
            programDir: options.modelsDir,
          }),
    isTrusted: trust.isTrusted,
    onForgotten: (id) => publisher.jobRemoved(id),
    onChange: (view) => {
      const changed = presentJob(view, grants, showPaths);
      publisher.job(changed);
      for (const listener of jobListeners) listener(unfinishedJobs, changed);
    },
  });

  const unfinishedJobs = (): Job[] =>
    queue
      .list()
      .filter(({ state }) => state === 'queued' || state === 'running')
      .map((job) => presentJob(job, grants, showPaths));

  const services: Services = {
    library,
    models,
    queue,
    grants,
    sources,
    live,
    trust,
    publisher,
    previews,
    bus,
    spawn,
    compute,
    demoDir: options.demoDir,
    programDir: options.modelsDir,
    findPython,
    downloadsDir: options.downloadsDir,
    version: options.version,
    showPaths,
    files: options.files?.(grants) ?? {},
    doctor: options.doctor,
    log,
  };
  const capabilities: Capabilities = {
    ...options.capabilities,
    version: options.version,
    providers: [...options.providers],
    readOnly: write === null,
  };
  const unswept = sweepScratch();
  if (unswept.length > 0) log.warn('temporary folders of ended programs stay', unswept);
  if (write !== null) {
    // Completes a removal that was interrupted. Files that are merely absent from the database are left
    // alone.
    await sweepHalfMade(folder);
    if (!showPaths) await sweepArchives(options.downloadsDir, 0);
    const swept = sweepRemoved(write, folder, log);
    if (swept.length > 0) log.info('library: removed files are in the trash now', swept);
  }
  library.backups?.roll(checkInChild(spawn));
  await queue.start();
  // Runs in the background, as it does after an index was rebuilt.
  void library.vectors.settle();
  await catchUp(services);
  if (write !== null && trust.isTrusted && options.capabilities.door !== 'cli') {
    const { signal } = ending;
    const onRemade = (id: RecordingId): void => publisher.recording(id);
    remakeCovers({ library, spawn, signal, log, onRemade }).catch((error: unknown) =>
      log.error('missing covers could not be made again', error),
    );
  }
  const audio = readableAudio({ read, folder, sources, live, previews });
  const tileCache = write === null ? null : new TileCache(folder.spectrograms, log);
  const follower = write === null ? followWriter(read, () => bus.close()) : null;
  const onJobs: App['onJobs'] = (listener) => {
    jobListeners.add(listener);
    return () => jobListeners.delete(listener);
  };
  const known = knownWork(services);
  const batch = new WindowBatch({
    ...{ read, write, log },
    app: () => ({ calls, grants, onJobs, known }),
    publish: (state) => publisher.batch(state),
  });
  if (trust.isTrusted) batch.load();
  const watched = new WatchedFolders({
    app: () => ({ calls, grants, onJobs, known }),
    ...{ read, write, models, showPaths, log },
    isTrusted: () => trust.isTrusted,
    intervalMs: options.watchIntervalMs,
    changed: () => publisher.watch(),
  });
  const liveInput = new LiveInput({ models, spawn, closing: ending.signal });
  const calls = callsOf(services, capabilities, batch, watched, liveInput);
  // The command line does what it is asked for and ends.
  if (capabilities.door !== 'cli') watched.start();
  let closing: Promise<void> | null = null;
  return {
    calls,
    audio,
    spectrograms: new Spectrograms({
      fileOf: (id) => audio.file(id),
      spawn,
      cache: tileCache,
      closing: ending.signal,
    }),
    liveInput,
    openCover: (name, size) => openCover(folder, name, size),
    stemArchive: (id) => stemArchive(library, id),
    tests: listeningTests({ read, write, folder, changed: (id) => publisher.study(id) }),
    log,
    grants,
    known,
    capabilities,
    unfinishedJobs,
    onJobs,
    uploadsInUse: () => [...uploadsOf(listJobs(read)), ...batch.uploads],
    batch,
    close: () => (closing ??= close()),
  };

  async function close(): Promise<void> {
    follower?.stop();
    ending.abort();
    await batch.close();
    await watched.close();
    await previews.close();
    await queue.close();
    await warm.close();
    await sources.settled();
    await publisher.settled();
    await tileCache?.settled();
    await library.backups?.close();
    bus.close();
    library.close();
  }
}

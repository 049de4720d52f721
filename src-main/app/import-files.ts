import { realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { existingRecording } from '../../src-shared/contract/duplicate.ts';
import { Failure, isCancelled } from '../../src-shared/contract/failure.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import type { LeftOut } from '../../src-shared/contract/left-out.ts';
import { Recording } from '../../src-shared/contract/recording.ts';
import { JobId, RecordingId, type SeparationId } from '../../src-shared/project/ids.ts';
import type { Ensemble } from '../../src-shared/project/players.ts';
import { createApp, type App } from './app.ts';
import { isUnfinished, jobsEnded, jobsOf } from './await-jobs.ts';
import { findAudio, type FoundAudio } from './find-audio.ts';
import type { Work } from './files/work.ts';
import { windowless } from './windowless.ts';

export interface ImportFilesRequest {
  /** Files, and folders that are searched for audio files recursively. */
  readonly paths: readonly string[];
  readonly libraryDir: string;
  readonly mode: 'reference' | 'copy';
  /** Which channels of files with more than two, counted from 0. */
  readonly channels: readonly number[] | undefined;
  /** Imports files again even if the library already has them. */
  readonly again: boolean;
  /** Who plays in all of them; by default, no players are declared. */
  readonly players: Ensemble | undefined;
  /** Also separates each recording; needs `players`. */
  readonly separate: boolean;
  /** The default model if undefined. */
  readonly modelId: string | undefined;
}

export interface ImportedFile {
  readonly id: RecordingId;
  readonly title: string;
  readonly file: string;
  readonly state: string;
  /** The library already had the file; `id` and `title` are those of the existing recording. */
  readonly existing: boolean;
  readonly separation: SeparationId | null;
  readonly problem: { readonly code: Failure['code']; readonly message: string } | null;
  /** What reading the file revealed: "The file breaks off: …". */
  readonly notes: readonly string[];
}

export interface ImportedFiles {
  readonly recordings: readonly ImportedFile[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Imports files and folders into a library that no other program has open, optionally separates each
 * recording, and waits until all have been analysed. Files that can't be read are reported along with those
 * that can.
 * @throws Failure `call/invalid`, `file/not-found`, `model/*`, `library/*`, `disk/*`; `call/cancelled`, after
 * which the library keeps completely read files and nothing else
 */
export async function importFiles(request: ImportFilesRequest, work: Work): Promise<ImportedFiles> {
  if (request.separate && request.players === undefined) {
    throw new Failure('call/invalid', 'To separate, say who plays');
  }
  // Checked before the library is created, so that a wrong name does not leave one behind.
  const found = await Promise.all(request.paths.map((path) => filesOf(path)));
  const app = await createApp({
    ...windowless(work.program, request.libraryDir),
    access: 'write',
  });
  try {
    const recordings = await new Batch(request, app, work).toEnd(found.flatMap(({ files }) => files));
    return { recordings, leftOut: found.flatMap(({ leftOut }) => leftOut) };
  } finally {
    await app.close();
  }
}

/** @throws Failure with the first recording's problem, if any recording has one */
export function requireImported(recordings: readonly ImportedFile[]): void {
  const broken = recordings.flatMap(({ title, problem }) => (problem === null ? [] : [{ title, problem }]));
  const [first] = broken;
  if (first === undefined) return;
  const more = recordings.length === 1 ? '' : ` (${broken.length} of ${recordings.length} recordings failed)`;
  throw new Failure(first.problem.code, `${first.title}: ${first.problem.message}${more}`);
}

/** The audio files at or below a path. @throws Failure `file/not-found` */
async function filesOf(path: string): Promise<FoundAudio> {
  const unreachable = (cause: unknown): never => {
    throw new Failure('file/not-found', `"${path}" is not there or can't be reached`, { cause });
  };
  const found = await stat(path).catch(unreachable);
  if (found.isDirectory()) return findAudio(await realpath(path).catch(unreachable), 'anywhere');
  return { files: [{ path: resolve(path), name: basename(path) }], leftOut: [] };
}

/** A recording that is being imported. */
interface Arrival {
  /** If `existing`, the recording that the library already has. */
  readonly recordingId: RecordingId;
  readonly file: string;
  readonly job: Job;
  readonly existing: boolean;
}

class Batch {
  readonly #request: ImportFilesRequest;
  readonly #app: App;
  readonly #work: Work;

  constructor(request: ImportFilesRequest, app: App, work: Work) {
    this.#request = request;
    this.#app = app;
    this.#work = work;
  }

  async toEnd(files: FoundAudio['files']): Promise<ImportedFile[]> {
    const shares = this.#request.separate
      ? { reading: 0.15, separating: 0.7, listening: 0.15 }
      : { reading: 0.5, separating: 0, listening: 0.5 };
    const arrivals = await this.#read(files, shares.reading);
    const separated = await this.#separate(arrivals, shares.separating);
    await this.#listen(arrivals, shares.listening);
    const recordings = new Map((await this.#recordings()).map((recording) => [recording.id, recording]));
    return arrivals.map((arrival) =>
      describe(arrival, recordings.get(arrival.recordingId), separated.get(arrival.recordingId)),
    );
  }

  async #read(files: FoundAudio['files'], share: number): Promise<Arrival[]> {
    const { calls, grants } = this.#app;
    const { mode, channels, again } = this.#request;
    const started: { recordingId: RecordingId; jobId: JobId; file: string }[] = [];
    for (const { path: file, name } of files) {
      const { grantId } = grants.grantPath(file, { kind: 'file', access: 'read', name });
      const queued = await calls.library.import(
        { grantId, mode, again, ...(channels === undefined ? {} : { channels: [...channels] }) },
        this.#work,
      );
      const [[jobId], [recordingId]] = [queued.jobIds, queued.recordingIds];
      if (jobId === undefined || recordingId === undefined) throw new Error(`${file} was not queued`);
      started.push({ recordingId: RecordingId.parse(recordingId), jobId: JobId.parse(jobId), file });
    }
    const jobs = started.map(({ jobId }) => jobId);
    const ended = await this.#finished(jobs, share).catch(async (error: unknown) => {
      await this.#removeUnread(started.map(({ recordingId }) => recordingId));
      throw error;
    });
    return started.map(({ recordingId, jobId, file }) => {
      const job = jobIn(ended, jobId);
      const existing = existingRecording(job.failure);
      return { recordingId: existing ?? recordingId, file, job, existing: existing !== null };
    });
  }

  /** A file that was not read completely must not continue by itself the next time the library opens. */
  async #removeUnread(ids: readonly RecordingId[]): Promise<void> {
    for (const { id, state } of await this.#recordings()) {
      if (state !== 'ready' && ids.includes(id)) {
        await this.#app.calls.library.remove({ recordingId: id }, this.#work);
      }
    }
  }

  /** Declares the players of every recording that was read, and separates it if requested. */
  async #separate(arrivals: readonly Arrival[], share: number): Promise<Map<RecordingId, Job>> {
    const { calls } = this.#app;
    const { players, separate, modelId } = this.#request;
    const started = new Map<RecordingId, JobId>();
    if (players === undefined) return new Map();
    for (const { recordingId, job, existing } of arrivals) {
      if ((job.state !== 'done' && !existing) || started.has(recordingId)) continue;
      await calls.library.setPlayers({ recordingId, players }, this.#work);
      if (!separate) continue;
      const input = { recordingId, players, ...(modelId === undefined ? {} : { modelId }) };
      const { jobId } = await calls.separation.start(input, this.#work);
      started.set(recordingId, JobId.parse(jobId));
    }
    const ended = await this.#finished([...started.values()], share);
    return new Map([...started].map(([id, job]) => [id, jobIn(ended, job)]));
  }

  /**
   * Waits for the analysis that starts automatically, so that everything can be found by sound. It may fail.
   */
  async #listen(arrivals: readonly Arrival[], share: number): Promise<void> {
    const ids = new Set(arrivals.map(({ recordingId }) => recordingId));
    const following = (await jobsOf(this.#app, this.#work)).filter(
      ({ kind, recordingId }) =>
        (kind === 'analyse' || kind === 'quality') && recordingId !== null && ids.has(recordingId),
    );
    await this.#finished(
      following.map(({ id }) => id),
      share,
    );
  }

  /**
   * Waits until all of the jobs have ended; an interruption cancels them. @throws Failure `call/cancelled`
   */
  async #finished(ids: readonly JobId[], share: number): Promise<readonly Job[]> {
    try {
      return await jobsEnded(this.#app, ids, this.#work, share);
    } catch (error) {
      if (!isCancelled(error)) throw error;
      for (const { id } of (await jobsOf(this.#app, this.#work)).filter(isUnfinished)) {
        if (ids.includes(id)) await this.#app.calls.jobs.cancel({ jobId: id }, this.#work);
      }
      throw error;
    }
  }

  async #recordings(): Promise<Recording[]> {
    return Recording.array().parse(await this.#app.calls.library.list({}, this.#work));
  }
}

function jobIn(jobs: readonly Job[], id: JobId): Job {
  const found = jobs.find((job) => job.id === id);
  if (found === undefined) throw new Error(`The queue lost ${id}`);
  return found;
}

/** @param recording undefined if it could not be read */
function describe(
  { recordingId, file, job, existing }: Arrival,
  recording: Recording | undefined,
  separated: Job | undefined,
): ImportedFile {
  const failure = (existing ? null : job.failure) ?? separated?.failure ?? null;
  return {
    id: recordingId,
    title: recording?.title ?? job.title,
    file,
    state: job.state === 'done' || existing ? 'ready' : job.state,
    existing,
    separation: separated?.state === 'done' ? separated.separationId : null,
    problem: failure === null ? null : { code: failure.code, message: failure.message },
    notes: recording?.notes ?? [],
  };
}

import { existingRecording } from '../../src-shared/contract/duplicate.ts';
import { isCancelled } from '../../src-shared/contract/failure.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import { Recording } from '../../src-shared/contract/recording.ts';
import { JobId, RecordingId, SeparationId } from '../../src-shared/project/ids.ts';
import type { Ensemble } from '../../src-shared/project/players.ts';
import type { App } from './app.ts';
import { isUnfinished } from './await-jobs.ts';
import type { FoundAudio } from './find-audio.ts';
import { FollowedJobs } from './follow-jobs.ts';
import type { Work } from './files/work.ts';
import type { ImportedFile, ImportFilesRequest } from './import-files.ts';

/**
 * Imports files, separates them if requested, and waits until they have been analysed. What the library already has, or
 * what an earlier batch left in the queue, is used and not started again.
 * @throws Failure `call/cancelled`, `model/*`, `disk/*`
 */
export async function importBatch(
  request: ImportFilesRequest,
  app: App,
  work: Work,
  files: FoundAudio['files'],
): Promise<ImportedFile[]> {
  const jobs = await FollowedJobs.of(app, work);
  try {
    return await new Batch(request, app, work, jobs).toEnd(files);
  } finally {
    jobs.stop();
  }
}

interface Arrival {
  /** If `existing`, the recording that the library already has. */
  readonly recordingId: RecordingId;
  readonly file: string;
  /** The import's last state; null if the file did not need to be read. */
  readonly job: Job | null;
  readonly existing: boolean;
}

interface Declared {
  readonly players: Ensemble;
  /** What the user should know: "Its own players were kept: …". */
  readonly notes: readonly string[];
}

interface Separated {
  readonly separationId: SeparationId;
  readonly usedAgain: boolean;
  readonly failure: Job['failure'];
}

class Batch {
  readonly #request: ImportFilesRequest;
  readonly #app: App;
  readonly #work: Work;
  readonly #jobs: FollowedJobs;

  constructor(request: ImportFilesRequest, app: App, work: Work, jobs: FollowedJobs) {
    this.#request = request;
    this.#app = app;
    this.#work = work;
    this.#jobs = jobs;
  }

  async toEnd(files: FoundAudio['files']): Promise<ImportedFile[]> {
    const shares = this.#request.separate
      ? { reading: 0.15, separating: 0.7, listening: 0.15 }
      : { reading: 0.5, separating: 0, listening: 0.5 };
    const arrivals = await this.#read(files, shares.reading);
    const players = await this.#declare(arrivals);
    const separated = await this.#separate(players, shares.separating);
    await this.#listen(arrivals, shares.listening);
    const recordings = new Map((await this.#recordings()).map((recording) => [recording.id, recording]));
    return arrivals.map((arrival) => {
      const { recordingId } = arrival;
      const notes = players.get(recordingId)?.notes ?? [];
      return describe(arrival, recordings.get(recordingId), separated.get(recordingId), notes);
    });
  }

  async #read(files: FoundAudio['files'], share: number): Promise<Arrival[]> {
    const { channels, again } = this.#request;
    const known = this.#app.known.files();
    const arrivals: { recordingId: RecordingId; file: string; jobId: JobId | null; existing: boolean }[] = [];
    const started: RecordingId[] = [];
    for (const { path: file, name } of files) {
      const found = again ? null : await known(file, channels);
      if (found !== null) {
        arrivals.push({ ...found, file, existing: found.jobId === null });
        continue;
      }
      const { recordingId, jobId } = await this.#start(file, name);
      arrivals.push({ recordingId, jobId, file, existing: false });
      started.push(recordingId);
    }
    const jobIds = arrivals.flatMap(({ jobId }) => jobId ?? []);
    await this.#finished(jobIds, share).catch(async (error: unknown) => {
      await this.#removeUnread(started);
      throw error;
    });
    return Promise.all(arrivals.map((arrival) => this.#arrived(arrival)));
  }

  async #start(file: string, name: string): Promise<{ recordingId: RecordingId; jobId: JobId }> {
    const { calls, grants } = this.#app;
    const { mode, channels, again } = this.#request;
    const { grantId } = grants.grantPath(file, { kind: 'file', access: 'read', name });
    const queued = await calls.library.import(
      { grantId, mode, again, ...(channels === undefined ? {} : { channels: [...channels] }) },
      this.#work,
    );
    const [[jobId], [recordingId]] = [queued.jobIds, queued.recordingIds];
    if (jobId === undefined || recordingId === undefined) throw new Error(`${file} was not queued`);
    return { recordingId: RecordingId.parse(recordingId), jobId: JobId.parse(jobId) };
  }

  async #arrived({
    recordingId,
    file,
    jobId,
    existing,
  }: Omit<Arrival, 'job'> & { readonly jobId: JobId | null }): Promise<Arrival> {
    if (jobId === null) return { recordingId, file, job: null, existing };
    const job = this.#jobs.get(jobId);
    const twin = existingRecording(job.failure);
    if (twin === null) return { recordingId, file, job, existing };
    // The same audio under another name is no failure, so it leaves no failed job behind.
    await this.#app.calls.jobs.dismiss({ jobId }, this.#work);
    return { recordingId: twin, file, job: null, existing: true };
  }

  /** A file that was not read completely must not continue by itself the next time the library opens. */
  async #removeUnread(ids: readonly RecordingId[]): Promise<void> {
    for (const { id, state } of await this.#recordings()) {
      if (state !== 'ready' && ids.includes(id)) {
        await this.#app.calls.library.remove({ recordingId: id }, this.#work);
      }
    }
  }

  /** Declares the players of every recording that was read and has none; the players that others have stay. */
  async #declare(arrivals: readonly Arrival[]): Promise<ReadonlyMap<RecordingId, Declared>> {
    const { players, replacePlayers } = this.#request;
    const declared = new Map<RecordingId, Declared>();
    if (players === undefined) return declared;
    const recordings = new Map((await this.#recordings()).map((recording) => [recording.id, recording]));
    for (const { recordingId, job, existing } of arrivals) {
      const own = recordings.get(recordingId)?.players ?? [];
      if (declared.has(recordingId) || !(existing || job?.state === 'done')) continue;
      if (own.length > 0 && !replacePlayers) {
        const names = own.map(({ label }) => label).join(', ');
        const differ = JSON.stringify(own) !== JSON.stringify(players);
        declared.set(recordingId, {
          players: own,
          notes: differ ? [`Its own players were kept: ${names}`] : [],
        });
        continue;
      }
      await this.#app.calls.library.setPlayers({ recordingId, players }, this.#work);
      declared.set(recordingId, { players, notes: [] });
    }
    return declared;
  }

  async #separate(
    declared: ReadonlyMap<RecordingId, Declared>,
    share: number,
  ): Promise<ReadonlyMap<RecordingId, Separated>> {
    const { separate, force, modelId } = this.#request;
    if (!separate) return new Map();
    const started: { recordingId: RecordingId; separationId: SeparationId; jobId: JobId | null }[] = [];
    for (const [recordingId, { players }] of declared) {
      const input = { recordingId, players, ...(modelId === undefined ? {} : { modelId }) };
      const known = force ? null : await this.#app.known.separation(input);
      if (known === null) {
        const { jobId, separationId } = await this.#app.calls.separation.start(input, this.#work);
        started.push({
          recordingId,
          separationId: SeparationId.parse(separationId),
          jobId: JobId.parse(jobId),
        });
        continue;
      }
      const { jobId } = known;
      if (jobId !== null && !isUnfinished(this.#jobs.get(jobId))) {
        await this.#app.calls.jobs.retry({ jobId }, this.#work);
      }
      started.push({ recordingId, ...known });
    }
    await this.#finished(
      started.flatMap(({ jobId }) => jobId ?? []),
      share,
    );
    return new Map(
      started.map(({ recordingId, separationId, jobId }) => {
        const failure = jobId === null ? null : this.#jobs.get(jobId).failure;
        return [recordingId, { separationId, usedAgain: jobId === null, failure }];
      }),
    );
  }

  /**
   * Waits for the analysis that starts automatically, so that everything can be found by sound. It may fail.
   */
  async #listen(arrivals: readonly Arrival[], share: number): Promise<void> {
    const ids = new Set(arrivals.map(({ recordingId }) => recordingId));
    const following = this.#jobs
      .all()
      .filter(
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
  async #finished(ids: readonly JobId[], share: number): Promise<void> {
    try {
      await this.#jobs.ended(ids, this.#work, share);
    } catch (error) {
      if (!isCancelled(error)) throw error;
      for (const jobId of ids) {
        if (isUnfinished(this.#jobs.get(jobId))) await this.#app.calls.jobs.cancel({ jobId }, this.#work);
      }
      throw error;
    }
  }

  async #recordings(): Promise<Recording[]> {
    return Recording.array().parse(await this.#app.calls.library.list({}, this.#work));
  }
}

/** @param recording undefined if it could not be read */
function describe(
  { recordingId, file, job, existing }: Arrival,
  recording: Recording | undefined,
  separated: Separated | undefined,
  notes: readonly string[],
): ImportedFile {
  const failure = job?.failure ?? separated?.failure ?? null;
  return {
    id: recordingId,
    title: recording?.title ?? job?.title ?? file,
    file,
    state: job === null || job.state === 'done' ? 'ready' : job.state,
    existing,
    separation: separated?.failure === null ? separated.separationId : null,
    usedAgain: separated?.usedAgain ?? false,
    problem: failure === null ? null : { code: failure.code, message: failure.message },
    notes: [...(recording?.notes ?? []), ...notes],
  };
}

import { isFailure } from '../../../src-shared/contract/failure.ts';
import type { SeparationRequest } from '../../../src-shared/contract/separation.ts';
import type { JobId, RecordingId, SeparationId } from '../../../src-shared/project/ids.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import { importKind, ImportPayload, sourceStat } from '../../jobs/kinds/import.ts';
import { listRecordings, type StoredRecording } from '../../library/rows/recordings.ts';
import { separationsOf } from '../../library/rows/separations.ts';
import { separationFacts } from '../separations.ts';
import { requireReadyRecording, type Services } from '../services.ts';
import type { BatchFile } from './batch-files.ts';

/** What a library already has or is about to have, so that a batch that runs again does nothing twice. */
export interface KnownWork {
  /** What is known about files, as the library is now. */
  readonly files: () => KnownFiles;
  /**
   * A separation of the same recording, players, passage, model, notes and effort.
   * @throws Failure `library/not-found`, `call/invalid`, `model/*`
   */
  readonly separation: (request: SeparationRequest) => Promise<KnownSeparation | null>;
}

export interface KnownFiles {
  readonly find: (
    file: Pick<BatchFile, 'path' | 'temporary'>,
    channels: readonly number[] | undefined,
  ) => Promise<KnownFile | null>;
  /** A failed or cancelled import of the file, which left no recording. */
  readonly failedImport: (path: string) => JobId | null;
}

export interface KnownFile {
  readonly recordingId: RecordingId;
  /** The job that imports it; null if the recording is ready. */
  readonly jobId: JobId | null;
}

export interface KnownSeparation {
  readonly separationId: SeparationId;
  /** The job that separates, or stopped and can continue; null if the separation is ready. */
  readonly jobId: JobId | null;
}

export function knownWork(services: Services): KnownWork {
  const { library, queue, sources } = services;

  const importJobs = () => queue.list().filter(({ kind }) => kind === importKind.name);

  return {
    files() {
      const jobs = importJobs();
      const unfinished = new Map(
        jobs.flatMap(({ id, state, recordingId }) =>
          recordingId !== null && (state === 'queued' || state === 'running') ? [[recordingId, id]] : [],
        ),
      );
      const failed = new Map(
        jobs.flatMap(({ id, state, payload }) =>
          state === 'failed' || state === 'cancelled' ? [[ImportPayload.parse(payload).sourcePath, id]] : [],
        ),
      );
      const bySource = Map.groupBy(listRecordings(library.read), ({ sourcePath }) => sourcePath);
      return {
        async find({ path, temporary = false }, channels) {
          for (const recording of bySource.get(path) ?? []) {
            // An upload is removed once it has been read, and its path is never given again.
            if (!temporary) {
              const found = await sourceStat(path).catch(unlessFailure);
              if (found?.bytes !== recording.sourceBytes || found.mtimeMs !== recording.sourceMtimeMs)
                continue;
            }
            if (!hasChannels(recording, channels)) continue;
            const jobId = unfinished.get(recording.id) ?? null;
            if (recording.state === 'ready') {
              if ((await sources.check(recording)) === 'available')
                return { recordingId: recording.id, jobId: null };
            } else if (jobId !== null && channels === undefined) return { recordingId: recording.id, jobId };
          }
          return null;
        },
        failedImport: (path) => failed.get(path) ?? null,
      };
    },

    async separation(request) {
      const { frames } = requireReadyRecording(services, request.recordingId);
      const { info: model } = await services.models.resolve(request.modelId);
      const wanted = separationFacts(services, request, model, frames);
      const alike = separationsOf(library.read, request.recordingId).filter(
        (each) =>
          each.modelId === model.id &&
          each.modelVersion === model.version &&
          each.from === wanted.from &&
          each.to === wanted.to &&
          each.notesSha256 === wanted.notesSha256 &&
          each.effort === wanted.effort &&
          playersKey(each.players) === playersKey(request.players),
      );
      const ready = alike.find(({ state }) => state === 'ready');
      if (ready !== undefined) return { separationId: ready.id, jobId: null };
      const ids = new Set(alike.map(({ id }) => id));
      const job = queue
        .list()
        .find(
          ({ kind, separationId }) => kind === 'separate' && separationId !== null && ids.has(separationId),
        );
      return job?.separationId == null ? null : { separationId: job.separationId, jobId: job.id };
    },
  };
}

/** What decides about the stems; not the labels. */
const playersKey = (players: Ensemble): string =>
  JSON.stringify(players.map(({ id, instrument }) => [id, instrument]));

/** Without a choice, a file's first channels are read. */
function hasChannels({ channelMap }: StoredRecording, channels: readonly number[] | undefined): boolean {
  const wanted = channels ?? channelMap?.map((_, index) => index);
  return JSON.stringify(channelMap) === JSON.stringify(wanted ?? channelMap);
}

function unlessFailure(error: unknown): null {
  if (isFailure(error)) return null;
  throw error;
}

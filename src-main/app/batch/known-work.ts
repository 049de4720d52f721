import { isFailure } from '../../../src-shared/contract/failure.ts';
import type { SeparationRequest } from '../../../src-shared/contract/separation.ts';
import type { JobId, RecordingId, SeparationId } from '../../../src-shared/project/ids.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import { sourceStat } from '../../jobs/kinds/import.ts';
import { listRecordings, type StoredRecording } from '../../library/rows/recordings.ts';
import { separationsOf } from '../../library/rows/separations.ts';
import { separationFacts } from '../separations.ts';
import { requireReadyRecording, type Services } from '../services.ts';

/** What a library already has or is about to have, so that a batch that runs again does nothing twice. */
export interface KnownWork {
  /** @returns a function from a file to what is known about it, as the library is now */
  readonly files: () => (path: string, channels: readonly number[] | undefined) => Promise<KnownFile | null>;
  /**
   * A separation of the same recording, players, passage, model, notes and effort.
   * @throws Failure `library/not-found`, `call/invalid`, `model/*`
   */
  readonly separation: (request: SeparationRequest) => Promise<KnownSeparation | null>;
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

  const importJobs = (): ReadonlyMap<RecordingId, JobId> =>
    new Map(
      queue
        .list()
        .flatMap(({ id, kind, state, recordingId }) =>
          kind === 'import' && recordingId !== null && (state === 'queued' || state === 'running')
            ? [[recordingId, id] as const]
            : [],
        ),
    );

  return {
    files() {
      const jobs = importJobs();
      const bySource = Map.groupBy(listRecordings(library.read), ({ sourcePath }) => sourcePath);
      return async (path, channels) => {
        for (const recording of bySource.get(path) ?? []) {
          const found = await sourceStat(path).catch(unlessFailure);
          const isSame = found?.bytes === recording.sourceBytes && found.mtimeMs === recording.sourceMtimeMs;
          if (!isSame || !hasChannels(recording, channels)) continue;
          const jobId = jobs.get(recording.id) ?? null;
          if (recording.state === 'ready') {
            if ((await sources.check(recording)) === 'available')
              return { recordingId: recording.id, jobId: null };
          } else if (jobId !== null && channels === undefined) return { recordingId: recording.id, jobId };
        }
        return null;
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

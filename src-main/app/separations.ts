import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import type { ModelInfo } from '../../src-shared/contract/model.ts';
import type { Effort, SeparationEstimate, SeparationRequest } from '../../src-shared/contract/separation.ts';
import { newJobId, newSeparationId } from '../../src-shared/project/ids.ts';
import { parseNotes } from '../../src-shared/project/notes.ts';
import { canHearFirst } from '../../src-shared/project/worth-hearing.ts';
import { freeBytes, requireBytes } from '../audio/write/free-space.ts';
import { separateKind } from '../jobs/kinds/separate.ts';
import { storeStemsJob, storeStemsKind } from '../jobs/kinds/store-stems.ts';
import { runTask } from '../jobs/tasks/run-task.ts';
import { insertSeparation } from '../library/rows/separations.ts';
import { getNotes } from '../library/rows/recording-notes.ts';
import type { ReadyStoredRecording } from '../library/rows/recordings.ts';
import { getSpeed } from '../library/rows/settings.ts';
import { estimateSeparation, HEARING_WORK, WORK } from '../separation/estimate.ts';
import { requireDistinct } from './recordings.ts';
import { isUnfinished } from './await-jobs.ts';
import { requireReadyRecording, requireSeparation, writable, type Services } from './services.ts';
import { storedGridBits } from '../separation/stored-grid.ts';

interface SeparationFacts {
  readonly from: number;
  readonly to: number;
  /** Hash of the notes that the model will be conditioned on. */
  readonly notesSha256: string | null;
  readonly effort: Effort;
  /** Whether the model listens for the notes of the passage first. */
  readonly hearFirst: boolean;
}

interface Plan extends SeparationFacts {
  readonly recording: ReadyStoredRecording;
  readonly model: ModelInfo;
  readonly estimate: SeparationEstimate;
}

/**
 * The passage and the notes that a request means for a recording of `frames` frames.
 * @throws Failure `call/invalid` for an empty passage
 */
export function separationFacts(
  { library }: Pick<Services, 'library'>,
  request: SeparationRequest,
  model: ModelInfo,
  frames: number,
): SeparationFacts {
  const from = request.from ?? 0;
  const to = Math.min(request.to ?? frames, frames);
  if (to <= from) throw new Failure('call/invalid', 'The passage to separate is empty');
  const takesNotes = model.takesNotes && request.tellNotes !== false;
  const notes = takesNotes ? getNotes(library.read, request.recordingId) : null;
  const hearFirst =
    request.hearFirst === true &&
    takesNotes &&
    canHearFirst(model, request.players, notes === null ? null : parseNotes(notes.document), { from, to });
  return {
    from,
    to,
    hearFirst,
    // A model that hears block after block joins no pieces.
    effort: model.causal ? 'best' : (request.effort ?? 'best'),
    notesSha256: hearFirst ? null : (notes?.hash ?? null),
  };
}

/** Estimating and starting separations. */
export function separationCalls(services: Services): Calls['separation'] {
  const { library, models, queue, sources, publisher } = services;
  const probed = new Map<string, Promise<number>>();

  /** Seconds of work per second of audio: measured by the last separation, or else by a probe. */
  const speedOf = async (model: ModelInfo, dir: string, channels: number): Promise<number> => {
    const measured = getSpeed(library.read, model);
    if (measured !== null) return measured;
    const key = `${model.id}@${model.version}`;
    let probe = probed.get(key);
    if (probe === undefined) {
      const { compute, spawn } = services;
      probe = runTask(
        spawn,
        'probe',
        { modelDir: dir, ...compute() },
        { signal: new AbortController().signal },
      )
        .then(({ realTimeFactor }) => realTimeFactor)
        .catch((error: unknown) => {
          probed.delete(key);
          throw error;
        });
      probed.set(key, probe);
    }
    return (await probe) * channels;
  };

  const plan = async (request: SeparationRequest): Promise<Plan> => {
    requireDistinct(request.players);
    const recording = requireReadyRecording(services, request.recordingId);
    const { sampleRate, channels, frames } = recording;
    await sources.require(recording);
    const { dir, info: model } = await models.resolve(request.modelId);
    const facts = separationFacts(services, request, model, frames);
    const { from, to, effort, hearFirst } = facts;
    const estimate = estimateSeparation({
      frames: to - from,
      sampleRate,
      channels,
      players: request.players,
      model,
      secondsPerAudioSecond:
        (await speedOf(model, dir, channels)) * (WORK[effort] + (hearFirst ? HEARING_WORK : 0)),
    });
    const freeDiskBytes = await freeBytes(library.folder.stems);
    return {
      recording,
      model,
      ...facts,
      estimate: { ...estimate, notes: [...estimate.notes], freeDiskBytes },
    };
  };

  return {
    estimate: async (request) => (await plan(request)).estimate,

    async start(request, { priority }) {
      const write = writable(services);
      const { recording, model, from, to, estimate, notesSha256, effort, hearFirst } = await plan(request);
      requireBytes('The stems', estimate.diskBytes, estimate.freeDiskBytes);
      const separationId = newSeparationId();
      const jobId = newJobId();
      write.transaction(() => {
        insertSeparation(write, {
          id: separationId,
          recordingId: recording.id,
          modelId: model.id,
          modelVersion: model.version,
          players: request.players,
          from,
          to,
          notesSha256,
          effort,
        });
        const subject = { id: jobId, title: recording.title, recordingId: recording.id, separationId };
        queue.add(
          separateKind.job(subject, {
            separationId,
            ...(request.stemFormat === undefined ? {} : { stemFormat: request.stemFormat }),
            ...(hearFirst ? { hearFirst } : {}),
          }),
          priority,
        );
      });
      publisher.separation(separationId);
      return { jobId, separationId };
    },

    storeStems({ separationId, format }) {
      writable(services);
      const separation = requireSeparation(services, separationId);
      if (separation.state !== 'ready')
        throw new Failure('call/invalid', 'The separation is not finished yet');
      const recording = requireReadyRecording(services, separation.recordingId);
      if (format === 'flac' && storedGridBits(recording.sampleFormat) === null) {
        throw new Failure(
          'call/invalid',
          'This recording has floating-point samples, which FLAC can’t hold exactly: its stems stay WAV files',
        );
      }
      const waiting = queue
        .list()
        .find(
          (job) => job.kind === storeStemsKind.name && job.separationId === separationId && isUnfinished(job),
        );
      if (waiting !== undefined) return { jobId: waiting.id };
      return { jobId: queue.add(storeStemsJob(separation, recording.title, format)).id };
    },
  };
}

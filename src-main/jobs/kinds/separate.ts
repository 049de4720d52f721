import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { SeparationNote } from '../../../src-shared/contract/separation-note.ts';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import { StemFormat } from '../../../src-shared/contract/system.ts';
import { newStemId, SeparationId } from '../../../src-shared/project/ids.ts';
import { DeclaredInstrument } from '../../../src-shared/project/players.ts';
import type { Compute } from '../../inference/providers.ts';
import type { ModelRegistry } from '../../inference/registry.ts';
import type { WritableDatabase } from '../../library/database.ts';
import {
  insidePath,
  peaksPathOf,
  stemsDirOf,
  toStoredPath,
  type LibraryFolder,
} from '../../library/folder.ts';
import type { StoredJob } from '../../library/rows/jobs.ts';
import { writeDurably } from '../../library/durable.ts';
import { getNotesByHash } from '../../library/rows/recording-notes.ts';
import {
  getSeparation,
  setPinned,
  setSegmentsDone,
  setSeparationState,
  storeStems,
  type StoredSeparation,
} from '../../library/rows/separations.ts';
import { getSettings, setSpeed } from '../../library/rows/settings.ts';
import { HEARING_WORK, WORK } from '../../separation/estimate.ts';
import type { SeparateEvent, SeparateInput, SeparateResult } from '../../separation/separate.ts';
import { declareKind } from './declare.ts';
import { hearFirst, notesPathIn } from './hear-first.ts';
import type { LibraryChanges, SourceCheck } from './changes.ts';
import type { LiveRun, LiveStems } from './live-stems.ts';
import { listensByItself, listenToStems } from './listening.ts';
import { readableRecording } from './recording-audio.ts';
import type { JobContext, JobKindRunner, JobOutcome } from '../queue/job-kind.ts';
import { qualityJob } from './quality.ts';
import { storingAfter } from './store-stems.ts';
import { SeparationPinSchema } from '../tasks/declared/separate.ts';

export const SeparatePayload = z.object({
  separationId: SeparationId,
  /** How the stems shall be stored; by default, as the settings say. */
  stemFormat: StemFormat.optional(),
  /** Whether the model listens for the notes first, unless the separation has some. */
  hearFirst: z.literal(true).optional(),
});
export type SeparatePayload = z.infer<typeof SeparatePayload>;

export interface SeparateJobOptions {
  readonly write: WritableDatabase;
  readonly folder: LibraryFolder;
  readonly changes: LibraryChanges;
  readonly sources: SourceCheck;
  readonly live: LiveStems;
  readonly models: Pick<ModelRegistry, 'resolve' | 'embedder'>;
  readonly compute: () => Compute;
}

/** Share of the job's progress for the separation itself; computing the stems' peaks takes the rest. */
const SEPARATING = 0.97;
/** Share of the separation's progress for hearing the notes first. */
const HEARING = HEARING_WORK / (1 + HEARING_WORK);

/** Runs a separation, resuming after the last finished segment. */
export function separateJobs(options: SeparateJobOptions): JobKindRunner {
  const { write, folder, changes, models, live } = options;

  const stored = (job: StoredJob): StoredSeparation => {
    const separation = getSeparation(write, SeparatePayload.parse(job.payload).separationId);
    if (separation === null) throw new Failure('library/not-found', 'The separation was removed');
    return separation;
  };

  const inputOf = async (separation: StoredSeparation): Promise<SeparateInput> => {
    const missing = 'The recording is not ready to be separated';
    const { audio } = await readableRecording(options, separation.recordingId, missing);
    const outDir = stemsDirOf(folder, separation.id);
    await mkdir(outDir, { recursive: true });
    const notesPath = placeNotes(separation, outDir);
    return {
      ...(notesPath === null ? {} : { notesPath }),
      recording: audio,
      players: separation.players,
      from: separation.from,
      to: separation.to,
      modelDir: (await models.resolve(separation.modelId)).dir,
      pinned: separation.pin === null ? null : SeparationPinSchema.parse(JSON.parse(separation.pin)),
      ...options.compute(),
      outDir,
      segmentsDone: separation.segmentsDone,
      effort: separation.effort,
    };
  };

  /**
   * The notes are copied next to the stems at the first run, so later edits do not change what a resumed run
   * reads.
   */
  const placeNotes = ({ recordingId, notesSha256 }: StoredSeparation, outDir: string): string | null => {
    if (notesSha256 === null) return null;
    const path = notesPathIn(outDir);
    if (existsSync(path)) return path;
    const notes = getNotesByHash(write, recordingId, notesSha256);
    if (notes === null) {
      throw new Failure(
        'library/not-found',
        'The notes that this separation was started with no longer exist',
      );
    }
    writeDurably(path, notes.document);
    return path;
  };

  const hearsFirst = (job: StoredJob): boolean => SeparatePayload.parse(job.payload).hearFirst === true;

  /** Hears the notes, unless an earlier run was that far. Returns the seconds that it took. */
  const hear = async (job: StoredJob, context: JobContext): Promise<number> => {
    const separation = stored(job);
    if (separation.notesSha256 !== null || separation.pin !== null) return 0;
    const begun = performance.now();
    const progress = (done: number, phase: string): void =>
      context.progress(done * HEARING * SEPARATING, phase);
    await hearFirst(options, separation, { ...context, progress });
    return (performance.now() - begun) / 1000;
  };

  const separate = async (job: StoredJob, context: JobContext, isRetry = false): Promise<SeparateResult> => {
    const before = stored(job);
    const first = hearsFirst(job) ? HEARING : 0;
    const remarks: SeparationNote[] =
      hearsFirst(job) && before.notesSha256 === null ? [{ kind: 'nothing-heard' }] : [];
    const input = await inputOf(before);
    const run = { isPinned: false };
    try {
      const result = await context.task('separate', input, {
        onProgress: ({ done, phase }) => context.progress((first + done * (1 - first)) * SEPARATING, phase),
        onEvent: (event) => {
          switch (event.type) {
            case 'pinned':
              run.isPinned = true;
              setPinned(write, before.id, {
                pin: JSON.stringify(event.pin),
                provider: event.pin.provider,
                notes: [...event.notes, ...remarks],
                segments: event.segments,
              });
              live.begin(liveRun(before, input.outDir, event));
              changes.separation(before.id);
              break;
            case 'ready':
              live.grow(before.id, event.frames);
              changes.stemsGrew(before.id);
              break;
            case 'segment':
              setSegmentsDone(write, before.id, event.segmentsDone);
              break;
          }
        },
      });
      return { ...result, notes: [...result.notes, ...remarks] };
    } catch (error) {
      live.end(before.id);
      // Restarts a process that died: from where it was if it made progress, and once if it died before it had a provider,
      // because a GPU's driver can end the process that tries it; the next one does without (`inference/trusted-session.ts`).
      const isDead = isFailure(error) && error.code === 'process/died' && !context.signal.aborted;
      const hasProgress = stored(job).segmentsDone > before.segmentsDone;
      if (isDead && (hasProgress || (!run.isPinned && !isRetry))) return separate(job, context, !hasProgress);
      throw error;
    }
  };

  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const { id } = stored(job);
    try {
      return await runToEnd(job, context);
    } finally {
      live.end(id);
    }
  };

  const runToEnd = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const before = stored(job);
    setSeparationState(write, before.id, 'running');
    changes.separation(before.id);
    // The stems already exist if an earlier run was interrupted while computing their waveforms.
    if (before.stems.length === 0) {
      const hearingSeconds = hearsFirst(job) ? await hear(job, context) : 0;
      store(before, await separate(job, context), hearingSeconds);
    }
    const files = stored(job).stems.map(({ id, path }) => ({
      audioPath: insidePath(folder, path),
      peaksPath: peaksPathOf(folder, id),
    }));
    await context.task(
      'peaks',
      { files },
      {
        onProgress: ({ done, phase }) => context.progress(SEPARATING + done * (1 - SEPARATING), phase),
      },
    );
    setSeparationState(write, before.id, 'ready');
    live.end(before.id);
    changes.separation(before.id);
    const { analyseAutomatically, stemFormat } = getSettings(write);
    const asked = SeparatePayload.parse(job.payload).stemFormat ?? stemFormat;
    const listens = await listensByItself(write, models);
    return {
      next: [
        ...(listens ? [listenToStems(stored(job), job.title)] : []),
        ...(analyseAutomatically ? [qualityJob(stored(job), job.title)] : []),
        ...storingAfter(options, stored(job), job.title, asked),
      ],
    };
  };

  const store = (before: StoredSeparation, result: SeparateResult, hearingSeconds: number): void => {
    const ids = new Map(live.of(before.id)?.stems.map(({ name, id }) => [name, id]));
    storeStems(write, before.id, {
      provider: result.pin.provider,
      tookSeconds: hearingSeconds + result.tookSeconds,
      notes: result.notes,
      undeclared: result.undeclared,
      stems: result.stems.map((stem) => ({
        // A player that already plays the stem keeps using the same id.
        id: ids.get(stem.name) ?? newStemId(),
        separationId: before.id,
        name: stem.name,
        label: stem.label,
        instrument: stem.instrument === null ? null : DeclaredInstrument.parse(stem.instrument),
        isRest: stem.isRest,
        path: toStoredPath(folder, stem.path),
        rmsDbfs: stem.rmsDbfs,
        channels: result.channels,
        frames: result.frames,
        sampleRate: result.sampleRate,
      })),
    });
    if (before.segmentsDone === 0 && result.frames > 0 && result.tookSeconds > 0) {
      const model = { id: before.modelId, version: before.modelVersion };
      setSpeed(write, model, (result.tookSeconds * result.sampleRate) / result.frames / WORK[before.effort]);
    }
  };

  return {
    atOnce: 1,
    run,
    // Finished segments stay on disk, so a retry resumes after them.
    stopped: (job, how) => {
      const { separationId } = SeparatePayload.parse(job.payload);
      setSeparationState(write, separationId, how);
      changes.separation(separationId);
      return Promise.resolve();
    },
    again: (job) => {
      setSeparationState(write, stored(job).id, 'running');
      changes.separation(stored(job).id);
      return Promise.resolve();
    },
    forgotten: () => Promise.resolve(),
  };
}

export const separateKind = declareKind({ name: 'separate', payload: SeparatePayload, runner: separateJobs });

function liveRun(
  { id }: StoredSeparation,
  outDir: string,
  { stems, sampleRate, channels, frames, readyFrames }: Extract<SeparateEvent, { type: 'pinned' }>,
): LiveRun {
  return {
    separationId: id,
    sampleRate,
    channels,
    frames,
    readyFrames,
    stems: stems.map(({ name, label, instrument, isRest }) => ({
      id: newStemId(),
      name,
      label,
      instrument: instrument === null ? null : DeclaredInstrument.parse(instrument),
      isRest,
      path: join(outDir, `${name}.wav`),
    })),
  };
}

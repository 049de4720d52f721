import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PythonCheck } from '../../../src-shared/contract/adaptation.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { AdaptationId, clipIdOf, RecordingId, StemId } from '../../../src-shared/project/ids.ts';
import { parseNotes } from '../../../src-shared/project/notes.ts';
import type { AdaptInput, AdaptResult } from '../../adaptation/adapt.ts';
import { knownNotes } from '../../adaptation/known-notes.ts';
import { startOf } from '../../adaptation/startable.ts';
import type { AdaptSource } from '../../adaptation/working-copies.ts';
import type { ModelRegistry } from '../../inference/registry.ts';
import {
  getAdaptation,
  setAdaptationState,
  storeAdaptationResult,
  type StoredAdaptation,
  type StoredSource,
} from '../../library/rows/adaptations.ts';
import type { Compute } from '../../inference/providers.ts';
import type { WritableDatabase } from '../../library/database.ts';
import { adaptationDirOf, clipPathOf, insidePath, type LibraryFolder } from '../../library/folder.ts';
import type { NewJob, StoredJob } from '../../library/rows/jobs.ts';
import { getNotes } from '../../library/rows/recording-notes.ts';
import { getStem } from '../../library/rows/separations.ts';
import { declareKind } from './declare.ts';
import type { LibraryChanges, SourceCheck } from './changes.ts';
import { readableRecording } from './recording-audio.ts';
import type { JobContext, JobKindRunner, JobOutcome } from '../queue/job-kind.ts';

export const AdaptPayload = z.object({ adaptationId: AdaptationId });
export type AdaptPayload = z.infer<typeof AdaptPayload>;

/** Enough for one training step and for saving a checkpoint. */
const STOP_MS = 20_000;
/** A fixed seed: the same material always gives the same mixtures. */
const SEED = 1;

export interface AdaptJobOptions {
  readonly write: WritableDatabase;
  readonly folder: LibraryFolder;
  readonly changes: LibraryChanges;
  readonly sources: SourceCheck;
  readonly models: Pick<ModelRegistry, 'resolve'>;
  readonly compute: () => Compute;
  /** Holds `training`. */
  readonly programDir: string;
  readonly findPython: (signal: AbortSignal) => Promise<PythonCheck>;
}

export function adaptJob({ id, jobId, name }: Pick<StoredAdaptation, 'id' | 'jobId' | 'name'>): NewJob {
  return adaptKind.job({ id: jobId, title: name }, { adaptationId: id });
}

/** Where the new model is stored until the user keeps it. */
export const adaptedModelDir = (folder: LibraryFolder, id: AdaptationId): string =>
  join(adaptationDirOf(folder, id), 'model');

/** Adapts models, one at a time, each in a child process that resumes from its checkpoint. */
export function adaptJobs(options: AdaptJobOptions): JobKindRunner {
  const { write, folder, changes, models, programDir } = options;

  const stored = (job: StoredJob): StoredAdaptation => {
    const { adaptationId } = AdaptPayload.parse(job.payload);
    const adaptation = getAdaptation(write, adaptationId);
    if (adaptation === null) throw new Failure('library/not-found', 'This adaptation was removed');
    return adaptation;
  };

  const resolved = async (source: StoredSource): Promise<AdaptSource> => {
    const { from, to, title, players } = source;
    const recordingId = RecordingId.safeParse(source.audioId);
    if (recordingId.success) {
      const { audio } = await readableRecording(options, recordingId.data, goneText(title));
      const stored = getNotes(write, recordingId.data);
      const notes = stored === null ? null : knownNotes(parseNotes(stored.document), players, { from, to });
      return { audio, from, to, title, players, ...(notes === null ? {} : { notes }) };
    }
    const stem = getStem(write, StemId.parse(source.audioId));
    if (stem === null) throw new Failure('library/not-found', goneText(title));
    const map = Array.from({ length: stem.channels }, (_, channel) => channel);
    return { audio: { path: insidePath(folder, stem.path), channelMap: map }, from, to, title, players };
  };

  const inputOf = async (adaptation: StoredAdaptation, signal: AbortSignal): Promise<AdaptInput> => {
    const start = await models.resolve(adaptation.fromId);
    const begin = await startOf(start.dir, programDir);
    if (begin === null || start.info.version !== adaptation.fromVersion) {
      throw new Failure(
        'model/unsupported',
        begin === null
          ? `"${start.info.title}" can't be adapted: its training weights did not come with it`
          : `"${start.info.title}" is another version than this began with (${start.info.version}, not ${adaptation.fromVersion}); begin again`,
      );
    }
    const python = await options.findPython(signal);
    if (python.path === null || python.problem !== null) {
      const { code, message } = python.problem ?? { code: 'python/missing', message: 'No Python was found' };
      throw new Failure(code, message);
    }
    const { recordings, solos } = adaptation.sources;
    return {
      model: {
        id: adaptation.modelId,
        title: adaptation.name,
        from: start.info.id,
        fromVersion: start.info.version,
        architecture: start.info.architecture,
        ...begin,
      },
      pretraining: adaptation.pretraining,
      python: python.path,
      programDir,
      workDir: join(adaptationDirOf(folder, adaptation.id), 'work'),
      minutes: adaptation.minutes,
      seed: SEED,
      threads: options.compute().threads,
      recordings: await Promise.all(recordings.map(resolved)),
      solos: await Promise.all(solos.map(resolved)),
    };
  };

  /** Moves the model and the clips out of the working folder, then deletes the folder. */
  const takeOver = async (id: AdaptationId, result: AdaptResult): Promise<void> => {
    const clips = join(adaptationDirOf(folder, id), 'clips');
    await rm(clips, { recursive: true, force: true });
    await mkdir(clips);
    for (const [number, { path }] of result.clips.entries()) {
      await rename(path, clipPathOf(folder, clipIdOf(id, number)));
    }
    const model = adaptedModelDir(folder, id);
    await rm(model, { recursive: true, force: true });
    await cp(result.modelDir, model, { recursive: true });
    storeAdaptationResult(write, id, {
      share: result.share,
      steps: result.steps,
      minutes: result.minutes,
      figures: result.figures,
      clips: result.clips.map(({ passage, kind, label, sampleRate, frames }, number) => ({
        id: clipIdOf(id, number),
        passage,
        kind,
        label,
        sampleRate,
        frames,
      })),
    });
    await rm(join(adaptationDirOf(folder, id), 'work'), { recursive: true, force: true });
  };

  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const adaptation = stored(job);
    setAdaptationState(write, adaptation.id, 'running');
    changes.adaptations();
    context.progress(job.progress, 'looking for Python', null);
    const input = await inputOf(adaptation, context.signal);
    await mkdir(adaptationDirOf(folder, adaptation.id), { recursive: true, mode: 0o700 });
    const result = await context.task('adapt', input, {
      cancelGraceMs: STOP_MS,
      onProgress: ({ done, phase, secondsLeft }) => context.progress(done, phase, secondsLeft ?? null),
    });
    await takeOver(adaptation.id, result);
    changes.adaptations();
    return {};
  };

  return {
    atOnce: 1,
    run,
    // The checkpoint stays on disk, so a retry resumes from it.
    stopped: (job, how) => {
      setAdaptationState(write, AdaptPayload.parse(job.payload).adaptationId, how);
      changes.adaptations();
      return Promise.resolve();
    },
    again: (job) => {
      setAdaptationState(write, stored(job).id, 'running');
      changes.adaptations();
      return Promise.resolve();
    },
    // The adaptation itself stays resumable until the user removes it on its page.
    forgotten: () => Promise.resolve(),
  };
}

const goneText = (title: string): string => `"${title}" is no longer there to be learnt from`;

export const adaptKind = declareKind({ name: 'adapt', payload: AdaptPayload, runner: adaptJobs });

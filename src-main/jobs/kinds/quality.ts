import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { SeparationId } from '../../../src-shared/project/ids.ts';
import { readEstimator, type Estimator } from '../../quality/estimator.ts';
import type { QualityInput } from '../../quality/measure.ts';
import type { ModelRegistry } from '../../inference/registry.ts';
import type { WritableDatabase } from '../../library/database.ts';
import { insidePath, type LibraryFolder } from '../../library/folder.ts';
import type { NewJob, StoredJob } from '../../library/rows/jobs.ts';
import { putQuality } from '../../library/rows/quality.ts';
import { getRecording } from '../../library/rows/recordings.ts';
import { makeScratch } from '../../library/scratch.ts';
import { getSeparation, type StoredSeparation } from '../../library/rows/separations.ts';
import { declareKind } from './declare.ts';
import type { LibraryChanges } from './changes.ts';
import type { JobContext, JobKindRunner, JobOutcome } from '../queue/job-kind.ts';

export const QualityPayload = z.object({
  separationId: SeparationId,
  /** Reference files by the stem's name. */
  references: z.record(z.string(), z.string()),
  unmatched: z.array(z.string()),
  /** Uploaded files among them, deleted once the job has ended for good. */
  uploads: z.array(z.string()),
});
export type QualityPayload = z.infer<typeof QualityPayload>;

export interface QualityJobOptions {
  readonly write: WritableDatabase;
  readonly folder: LibraryFolder;
  readonly changes: LibraryChanges;
  readonly models: Pick<ModelRegistry, 'resolve'>;
}

/** A job that measures the quality of a separation's stems; `references` may be empty. */
export function qualityJob(
  separation: Pick<StoredSeparation, 'id' | 'recordingId'>,
  title: string,
  references: Omit<QualityPayload, 'separationId'> = { references: {}, unmatched: [], uploads: [] },
): NewJob {
  const { id: separationId, recordingId } = separation;
  return qualityKind.job({ title, recordingId, separationId }, { separationId, ...references });
}

/**
 * The SDR estimator for stems of this model: its own, or else the default model's, which the report marks as
 * such. Null if neither has one.
 */
export async function estimatorFor(
  models: Pick<ModelRegistry, 'resolve'>,
  modelId: string,
): Promise<Estimator | null> {
  for (const id of [modelId, undefined]) {
    const model = await models.resolve(id).catch((error: unknown) => {
      // The stems of a removed or broken model can still be measured.
      if (error instanceof Failure) return null;
      throw error;
    });
    const estimator = model === null ? null : await readEstimator(model.dir);
    if (estimator !== null) return estimator;
  }
  return null;
}

/** Measures the quality of separations in a child process. */
export function qualityJobs({ write, folder, changes, models }: QualityJobOptions): JobKindRunner {
  const inputOf = async (payload: QualityPayload, scratch: string): Promise<QualityInput> => {
    const separation = getSeparation(write, payload.separationId);
    const rest = separation?.stems.find(({ isRest }) => isRest);
    if (separation?.state !== 'ready' || rest === undefined) {
      throw new Failure('library/not-found', 'The separation is no longer there to be judged');
    }
    const { modelId, modelVersion } = separation;
    const recording = getRecording(write, separation.recordingId);
    return {
      title: recording?.title ?? '',
      model: { id: modelId, version: modelVersion },
      offset: separation.from,
      recordingFrames: recording?.frames ?? null,
      stems: separation.stems
        .filter(({ isRest }) => !isRest)
        .map(({ id, name, label, instrument, path }) => ({
          stemId: id,
          name,
          label,
          instrument,
          path: insidePath(folder, path),
          referencePath: payload.references[name] ?? null,
        })),
      restPath: insidePath(folder, rest.path),
      estimator: await estimatorFor(models, modelId),
      unmatched: payload.unmatched,
      scratch,
    };
  };

  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const payload = QualityPayload.parse(job.payload);
    const scratch = makeScratch('quality');
    try {
      const report = await context.task('quality', await inputOf(payload, scratch), {
        onProgress: ({ done, phase }) => context.progress(done, phase),
      });
      // Removed during the measurement.
      if (getSeparation(write, payload.separationId) !== null) {
        putQuality(write, payload.separationId, report);
        changes.quality(payload.separationId);
        // Its stems now have an expected SDR.
        changes.separation(payload.separationId);
      }
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    await removeUploads(payload);
    return {};
  };

  const nothing = (): Promise<void> => Promise.resolve();
  return {
    atOnce: 1,
    inBackground: true,
    run,
    stopped: nothing,
    again: nothing,
    forgotten: (job) => removeUploads(QualityPayload.parse(job.payload)),
  };
}

async function removeUploads({ uploads }: QualityPayload): Promise<void> {
  for (const path of uploads) await rm(path, { force: true });
}

export const qualityKind = declareKind({
  name: 'quality',
  payload: QualityPayload,
  uploads: ({ uploads }) => uploads,
  runner: qualityJobs,
});

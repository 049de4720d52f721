import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { BitDepth, Container } from '../../../src-shared/contract/audio.ts';
import { ProjectDocument } from '../../../src-shared/project/document.ts';
import type { AudioFile, ExportInput, ExportResult } from '../../audio/render/export.ts';
import type { WritableDatabase } from '../../library/database.ts';
import { insidePath, type LibraryFolder } from '../../library/folder.ts';
import type { JobFile, StoredJob } from '../../library/rows/jobs.ts';
import { makeFolder } from '../../library/make-folder.ts';
import { getSeparation } from '../../library/rows/separations.ts';
import { declareKind } from './declare.ts';
import type { SourceCheck } from './changes.ts';
import { exportScratch, publishExport, removeExportScratch } from './export-files.ts';
import { readableRecording } from './recording-audio.ts';
import type { JobContext, JobKindRunner, JobOutcome } from '../queue/job-kind.ts';

/** The whole document is stored, so the export matches what the user heard when asking for it. */
export const ExportPayload = z.object({
  document: ProjectDocument,
  what: z.enum(['mix', 'stems']),
  stemsAs: z.enum(['separated', 'treated']),
  format: Container,
  bitDepth: BitDepth,
  sampleRate: z.number().int(),
  range: z.object({ start: z.number().int(), end: z.number().int() }).nullable(),
  commonGainDb: z.number().max(0).default(0),
  folder: z.string(),
  name: z.string(),
  /** The user agreed to replace a file with this name. */
  replace: z.boolean().default(false),
});
export type ExportPayload = z.infer<typeof ExportPayload>;

export interface ExportJobOptions {
  readonly write: WritableDatabase;
  readonly folder: LibraryFolder;
  readonly sources: SourceCheck;
  /** Where a door without a folder dialog keeps exports for download: one folder per job. */
  readonly downloadsDir: string;
}

/** Renders a project's mix, or its stems. */
export function exportJobs({ write, folder, sources, downloadsDir }: ExportJobOptions): JobKindRunner {
  const inputOf = async (payload: ExportPayload, scratch: string): Promise<ExportInput> => {
    const { document } = payload;
    const missing = 'What the project was made from is no longer in the library';
    const separation = getSeparation(write, document.separationId);
    if (separation?.state !== 'ready') throw new Failure('library/not-found', missing);
    const access = { write, folder, sources };
    const { audio } = await readableRecording(access, document.recordingId, missing);
    const stems: Record<string, AudioFile> = {};
    for (const stem of separation.stems) {
      stems[stem.id] = {
        path: insidePath(folder, stem.path),
        channelMap: Array.from({ length: stem.channels }, (_, channel) => channel),
      };
    }
    return {
      ...payload,
      stems,
      recording: audio,
      folder: scratch,
      overwrite: true,
    };
  };

  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const payload = ExportPayload.parse(job.payload);
    await removeExportScratch(payload.folder, job.id);
    const scratch = exportScratch(payload.folder, job.id);
    const input = await inputOf(payload, scratch);
    await makeFolderOrFail(scratch);
    let result: ExportResult;
    let files: JobFile[];
    try {
      result = await context.task('export', input, {
        onProgress: ({ done, phase }) => context.progress(done, phase),
      });
      files = await publishExport(
        result.files.map(({ path, name, bytes }) => ({ path, name, bytes })),
        payload.folder,
        payload.replace,
      );
    } finally {
      await removeExportScratch(payload.folder, job.id);
    }
    return {
      files,
      loudness: {
        integratedLufs: result.integratedLufs,
        truePeakDbtp: result.truePeakDbtp,
        clippedSamples: result.files.reduce((sum, file) => sum + file.clippedSamples, 0),
      },
    };
  };

  const payloadOf = (job: StoredJob): ExportPayload | null =>
    ExportPayload.safeParse(job.payload).data ?? null;
  const stopped = async (job: StoredJob): Promise<void> => {
    const payload = payloadOf(job);
    if (payload !== null) await removeExportScratch(payload.folder, job.id);
  };
  // Files kept for download are removed with their job; files in a folder of the user's stay.
  const forgotten = async (job: StoredJob): Promise<void> => {
    await stopped(job);
    const own = join(downloadsDir, job.id);
    if (payloadOf(job)?.folder === own) await rm(own, { recursive: true, force: true });
  };
  return { atOnce: 1, run, stopped, again: () => Promise.resolve(), forgotten };
}

export const exportKind = declareKind({ name: 'export', payload: ExportPayload, runner: exportJobs });

async function makeFolderOrFail(path: string): Promise<void> {
  try {
    await makeFolder(path);
  } catch (cause) {
    throw new Failure('disk/unwritable', `The folder ${dirname(path)} can't be written to`, { cause });
  }
}

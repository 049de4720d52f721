import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { BitDepth } from '../../../src-shared/contract/audio.ts';
import {
  ExportFormat,
  ExportLevels,
  ExportMetadata,
  ExportParts,
  ExportRegion,
  LoudnessGoal,
} from '../../../src-shared/contract/export.ts';
import { ProjectDocument } from '../../../src-shared/project/document.ts';
import type { ExportResult } from '../../audio/render/export-input.ts';
import type { JobFile, JobLoudness, StoredJob } from '../../library/rows/jobs.ts';
import { makeFolder } from '../../library/make-folder.ts';
import type { JobContext, JobKindRunner, JobOutcome } from '../queue/job-kind.ts';
import { declareKind, type JobRooms } from './declare.ts';
import { exportScratch, publishExport, removeExportScratch } from './export-files.ts';
import { exportSources, missingImpulses } from './export-sources.ts';

/** The whole document is stored, so the export matches what the user heard when asking for it. */
export const ExportPayload = z.object({
  document: ProjectDocument,
  parts: ExportParts,
  regions: z.array(ExportRegion),
  format: ExportFormat,
  bitDepth: BitDepth,
  kbps: z.number().int(),
  sampleRate: z.number().int(),
  gainDb: z.number().max(0),
  loudness: LoudnessGoal.nullable(),
  measured: ExportLevels.shape.mix.nullable(),
  clipping: z.enum(['refuse', 'allow']),
  title: z.string(),
  template: z.string(),
  today: z.string(),
  metadata: ExportMetadata,
  cover: z.string().nullable(),
  /** The cover is an upload, which goes when the job does. */
  coverIsUpload: z.boolean(),
  folder: z.string(),
  fileName: z.string().nullable(),
  /** The user agreed to replace a file with this name. */
  replace: z.boolean(),
  version: z.string(),
});
export type ExportPayload = z.infer<typeof ExportPayload>;

/** Renders a project's mix, groups and tracks into files. */
export function exportJobs(
  rooms: Pick<JobRooms, 'write' | 'folder' | 'sources' | 'downloadsDir'>,
): JobKindRunner {
  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const payload = payloadOf(job);
    if (payload === null) {
      throw new Failure('call/invalid', 'Another version of Divisi asked for this export: ask for it again');
    }
    await removeExportScratch(payload.folder, job.id);
    const scratch = exportScratch(payload.folder, job.id);
    const sources = await exportSources(rooms, payload.document);
    const missing = missingImpulses(payload.document, sources.impulses);
    await makeFolderOrFail(scratch);
    let result: ExportResult;
    let files: JobFile[];
    try {
      result = await context.task(
        'export',
        { ...payload, ...sources, folder: scratch, overwrite: true },
        { onProgress: ({ done, phase }) => context.progress(done, phase) },
      );
      files = await publishExport(
        result.files.map(({ path, name, bytes, loudness }) =>
          // Only what is rendered passes the rooms.
          loudness === null || missing.length === 0
            ? { path, name, bytes, loudness }
            : { path, name, bytes, loudness, missingImpulses: missing },
        ),
        payload.folder,
        payload.replace,
      );
    } finally {
      await removeExportScratch(payload.folder, job.id);
    }
    const loudness = loudnessOf(result, payload);
    return loudness === null ? { files } : { files, loudness };
  };

  const stopped = async (job: StoredJob): Promise<void> => {
    const payload = payloadOf(job);
    if (payload !== null) await removeExportScratch(payload.folder, job.id);
  };
  // Files kept for download are removed with their job; files in a folder of the user's stay.
  const forgotten = async (job: StoredJob): Promise<void> => {
    await stopped(job);
    const payload = payloadOf(job);
    if (payload?.coverIsUpload === true && payload.cover !== null) await rm(payload.cover, { force: true });
    const own = join(rooms.downloadsDir, job.id);
    if (payload?.folder === own) await rm(own, { recursive: true, force: true });
  };
  return { atOnce: 1, run, stopped, again: () => Promise.resolve(), forgotten };
}

/** The first mix's loudness stands for the whole export, with everything that clipped. */
function loudnessOf({ files }: ExportResult, { parts }: ExportPayload): JobLoudness | null {
  const first = files[0]?.loudness ?? null;
  if (!parts.mix || first === null) return null;
  const { integratedLufs, truePeakDbtp } = first;
  return {
    integratedLufs,
    truePeakDbtp,
    clippedSamples: files.reduce((sum, file) => sum + (file.loudness?.clippedSamples ?? 0), 0),
  };
}

const payloadOf = (job: StoredJob): ExportPayload | null => ExportPayload.safeParse(job.payload).data ?? null;

export const exportKind = declareKind({
  name: 'export',
  payload: ExportPayload,
  uploads: ({ cover, coverIsUpload }) => (coverIsUpload && cover !== null ? [cover] : []),
  runner: exportJobs,
});

async function makeFolderOrFail(path: string): Promise<void> {
  try {
    await makeFolder(path);
  } catch (cause) {
    throw new Failure('disk/unwritable', `The folder ${dirname(path)} can't be written to`, { cause });
  }
}

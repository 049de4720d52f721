import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import { Failure } from '../../src-shared/contract/failure.ts';
import { BitDepth, Container } from '../../src-shared/contract/schemas.ts';
import { ProjectDocument } from '../../src-shared/project/document.ts';
import type { AudioFile, ExportInput } from '../audio/export.ts';
import type { WritableDatabase } from '../library/database.ts';
import { fromStoredPath, insidePath, type LibraryFolder } from '../library/folder.ts';
import type { StoredJob } from '../library/jobs.ts';
import { getRecording } from '../library/recordings.ts';
import { getSeparation } from '../library/separations.ts';
import type { SourceCheck } from './changes.ts';
import type { JobContext, JobKindRunner, JobOutcome } from './job-kind.ts';

/** The document is kept whole: what is exported is what was heard when it was asked for. */
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
});
export type ExportPayload = z.infer<typeof ExportPayload>;

export interface ExportJobOptions {
  readonly write: WritableDatabase;
  readonly folder: LibraryFolder;
  readonly sources: SourceCheck;
}

/** Renders a project's mix, or its stems. */
export function exportJobs({ write, folder, sources }: ExportJobOptions): JobKindRunner {
  const inputOf = async (payload: ExportPayload): Promise<ExportInput> => {
    const { document } = payload;
    const recording = getRecording(write, document.recordingId);
    const separation = getSeparation(write, document.separationId);
    if (recording?.audioPath == null || recording.channelMap === null || separation?.state !== 'ready') {
      throw new Failure('library/not-found', 'What the project was made from is no longer in the library');
    }
    await sources.require(recording);
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
      recording: { path: fromStoredPath(folder, recording.audioPath), channelMap: recording.channelMap },
      overwrite: false,
    };
  };

  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const payload = ExportPayload.parse(job.payload);
    await makeFolder(payload.folder);
    const result = await context.task('export', await inputOf(payload), {
      onProgress: ({ done, phase }) => context.progress(done, phase),
    });
    return {
      files: result.files.map(({ path, name, bytes }) => ({ path, name, bytes })),
      loudness: {
        integratedLufs: result.integratedLufs,
        truePeakDbtp: result.truePeakDbtp,
        clippedSamples: result.files.reduce((sum, file) => sum + file.clippedSamples, 0),
      },
    };
  };

  // An export shows nothing under a final name before it is whole, so there is nothing to clean up.
  const nothing = (): Promise<void> => Promise.resolve();
  return { atOnce: 1, run, stopped: nothing, again: nothing, forgotten: nothing };
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new Failure('disk/unwritable', `The folder ${path} can't be written to`, { cause });
  }
}

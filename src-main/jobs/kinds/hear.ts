import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { RecordingId } from '../../../src-shared/project/ids.ts';
import { canonicalNotes } from '../../../src-shared/project/notes.ts';
import type { ModelRegistry } from '../../inference/registry.ts';
import type { WritableDatabase } from '../../library/database.ts';
import { fromStoredPath, type LibraryFolder } from '../../library/folder.ts';
import type { StoredJob } from '../../library/rows/jobs.ts';
import { getNotes, saveNotes } from '../../library/rows/recording-notes.ts';
import { getRecording } from '../../library/rows/recordings.ts';
import { notesHash } from '../../notes/hash.ts';
import type { JobContext, JobKindRunner, JobOutcome } from '../queue/job-kind.ts';
import type { LibraryChanges, SourceCheck } from './changes.ts';

export const HearPayload = z.object({ recordingId: RecordingId, modelId: z.string() });
export type HearPayload = z.infer<typeof HearPayload>;

export interface HearJobOptions {
  readonly write: WritableDatabase;
  readonly folder: LibraryFolder;
  readonly changes: LibraryChanges;
  readonly sources: SourceCheck;
  readonly models: Pick<ModelRegistry, 'resolve'>;
  readonly providers: readonly string[];
  readonly threads: number;
}

/** Hears who plays what: the notes become the recording's newest revision; the earlier ones stay, one revision back. */
export function hearJobs(options: HearJobOptions): JobKindRunner {
  const { write, folder, changes } = options;

  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const { recordingId, modelId } = HearPayload.parse(job.payload);
    const recording = getRecording(write, recordingId);
    if (recording?.audioPath == null || recording.channelMap === null || recording.frames === null) {
      throw new Failure('library/not-found', 'The recording is not ready to be listened to');
    }
    await options.sources.require(recording);
    const { notes } = await context.task(
      'hear',
      {
        recording: {
          path: fromStoredPath(folder, recording.audioPath),
          channelMap: recording.channelMap,
        },
        recordingSha256: recording.sha256,
        players: recording.players,
        from: 0,
        to: recording.frames,
        modelDir: (await options.models.resolve(modelId)).dir,
        providers: options.providers,
        threads: options.threads,
      },
      { onProgress: ({ done, phase }) => context.progress(done, phase) },
    );
    write.transaction(() => {
      saveNotes(write, recordingId, getNotes(write, recordingId)?.revision ?? 0, {
        hash: notesHash(notes),
        document: canonicalNotes(notes),
      });
    });
    changes.notes(recordingId);
    return {};
  };

  const nothing = (): Promise<void> => Promise.resolve();
  return { atOnce: 1, run, stopped: nothing, again: nothing, forgotten: nothing };
}

import { z } from 'zod';
import { RecordingId } from '../../../src-shared/project/ids.ts';
import { canonicalNotes } from '../../../src-shared/project/notes.ts';
import type { StoredJob } from '../../library/rows/jobs.ts';
import { getNotes, saveNotes } from '../../library/rows/recording-notes.ts';
import { notesHash } from '../../notes/hash.ts';
import type { JobContext, JobKindRunner, JobOutcome } from '../queue/job-kind.ts';
import { declareKind, type JobRooms } from './declare.ts';
import { readableRecording } from './recording-audio.ts';

const HearPayload = z.object({ recordingId: RecordingId, modelId: z.string() });

type Rooms = Pick<JobRooms, 'write' | 'folder' | 'changes' | 'sources' | 'models' | 'compute'>;

/** Transcribes a recording and saves the notes as its newest revision; earlier revisions stay. */
function hearJobs(rooms: Rooms): JobKindRunner {
  const { write, changes, models, compute } = rooms;

  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const { recordingId, modelId } = HearPayload.parse(job.payload);
    const missing = 'The recording is not ready to be listened to';
    const { recording, audio } = await readableRecording(rooms, recordingId, missing);
    const { dir: modelDir } = await models.resolve(modelId);
    const { notes } = await context.task(
      'hear',
      {
        recording: audio,
        recordingSha256: recording.sha256,
        players: recording.players,
        from: 0,
        to: recording.frames,
        modelDir,
        ...compute(),
      },
      {
        onProgress: ({ done, phase }) => {
          context.progress(done, phase);
        },
      },
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

export const hearKind = declareKind({ name: 'hear', payload: HearPayload, runner: hearJobs });

import { z } from 'zod';
import { RecordingId } from '../../../src-shared/project/ids.ts';
import { canonicalNotes, type NotesDocument } from '../../../src-shared/project/notes.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import type { StoredJob } from '../../library/rows/jobs.ts';
import { getNotes, saveNotes } from '../../library/rows/recording-notes.ts';
import { notesHash } from '../../notes/hash.ts';
import type { JobContext, JobKindRunner, JobOutcome } from '../queue/job-kind.ts';
import { declareKind, type JobRooms } from './declare.ts';
import { readableRecording } from './recording-audio.ts';

const HearPayload = z.object({ recordingId: RecordingId, modelId: z.string() });

export interface TranscribingRooms extends Pick<
  JobRooms,
  'write' | 'folder' | 'changes' | 'sources' | 'compute'
> {
  readonly models: Pick<JobRooms['models'], 'resolve'>;
}

/** What to transcribe; by default, the whole recording and the players that it names. */
interface Transcribing {
  readonly recordingId: RecordingId;
  readonly modelId: string;
  readonly players?: Ensemble;
  /** Samples of the recording, half open. */
  readonly from?: number;
  readonly to?: number;
}

/** @throws Failure `notes/none-heard`, `model/*`, `library/*`, `file/*`, `call/cancelled` */
export async function transcribe(
  rooms: TranscribingRooms,
  { recordingId, modelId, ...passage }: Transcribing,
  context: JobContext,
): Promise<NotesDocument> {
  const missing = 'The recording is not ready to be listened to';
  const { recording, audio } = await readableRecording(rooms, recordingId, missing);
  const { dir: modelDir } = await rooms.models.resolve(modelId);
  const { notes } = await context.task(
    'hear',
    {
      recording: audio,
      recordingSha256: recording.sha256,
      players: passage.players ?? recording.players,
      from: passage.from ?? 0,
      to: passage.to ?? recording.frames,
      modelDir,
      ...rooms.compute(),
    },
    { onProgress: ({ done, phase }) => context.progress(done, phase) },
  );
  return notes;
}

/** Transcribes a recording and saves the notes as its newest revision; earlier revisions stay. */
function hearJobs(rooms: TranscribingRooms): JobKindRunner {
  const { write, changes } = rooms;

  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const { recordingId, modelId } = HearPayload.parse(job.payload);
    const notes = await transcribe(rooms, { recordingId, modelId }, context);
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

import { Failure } from '../../../src-shared/contract/failure.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase } from '../../library/database.ts';
import { fromStoredPath, type LibraryFolder } from '../../library/folder.ts';
import { getRecording, type ReadyStoredRecording } from '../../library/rows/recordings.ts';
import type { SourceCheck } from './changes.ts';

interface Access {
  readonly write: ReadableDatabase;
  readonly folder: LibraryFolder;
  readonly sources: SourceCheck;
}

/** The samples of a recording: which file contains them, and in which of its channels. */
export interface RecordingAudio {
  readonly path: string;
  readonly channelMap: readonly number[];
}

/**
 * A recording that a job is about to read. The source is checked again, because the job may have waited long
 * in the queue.
 * @param missing the failure's sentence if the recording is missing or not ready
 * @throws Failure `library/not-found`, `file/not-found`, `file/unreadable`, `library/untrusted`
 */
export async function readableRecording(
  { write, folder, sources }: Access,
  id: RecordingId,
  missing: string,
): Promise<{ readonly recording: ReadyStoredRecording; readonly audio: RecordingAudio }> {
  const recording = getRecording(write, id);
  if (recording?.state !== 'ready') throw new Failure('library/not-found', missing);
  await sources.require(recording);
  const { audioPath, channelMap } = recording;
  return { recording, audio: { path: fromStoredPath(folder, audioPath), channelMap } };
}

import { RecordingId } from '../project/ids.ts';
import type { Job } from './job.ts';

/** The recording that an import was refused for, as the library has the same file already; null for other failures. */
export function existingRecording(failure: Job['failure']): RecordingId | null {
  if (failure?.code !== 'library/duplicate') return null;
  return RecordingId.safeParse(failure.details?.['recordingId']).data ?? null;
}

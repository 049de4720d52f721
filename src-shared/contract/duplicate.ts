import { RecordingId } from '../project/ids.ts';
import type { Job } from './job.ts';

/** The existing recording that caused an import to fail as a duplicate; null for other failures. */
export function existingRecording(failure: Job['failure']): RecordingId | null {
  if (failure?.code !== 'library/duplicate') return null;
  return RecordingId.safeParse(failure.details?.['recordingId']).data ?? null;
}

import type { RecordingId, SeparationId } from '../../src-shared/project/ids.ts';

/** What a job tells the host about rows that it changed. */
export interface LibraryChanges {
  recording(id: RecordingId): void;
  recordingRemoved(id: RecordingId): void;
  separation(id: SeparationId): void;
}

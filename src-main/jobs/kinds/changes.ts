import type { StoredRecording } from '../../library/rows/recordings.ts';
import type { RecordingId, SeparationId, StudyId } from '../../../src-shared/project/ids.ts';

/** Checks that the audio behind a recording is still what was imported. */
export interface SourceCheck {
  /** @throws Failure `file/not-found`, `file/unreadable` */
  require(recording: StoredRecording): Promise<void>;
}

/** How a job reports the rows that it changed. */
export interface LibraryChanges {
  recording(id: RecordingId): void;
  recordingRemoved(id: RecordingId): void;
  separation(id: SeparationId): void;
  /** More of a running separation's stems can be played. */
  stemsGrew(id: SeparationId): void;
  /** The set of comparable sound vectors changed. */
  vectors(): void;
  adaptations(): void;
  /** The recording's notes have a new revision. */
  notes(id: RecordingId): void;
  quality(separationId: SeparationId): void;
  study(id: StudyId): void;
}

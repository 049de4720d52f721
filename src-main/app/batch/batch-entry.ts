import type { Failure } from '../../../src-shared/contract/failure.ts';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import type { RecordingId, SeparationId } from '../../../src-shared/project/ids.ts';
import type { Arrival } from './read-files.ts';
import type { Separated } from './separate-recordings.ts';

/** What became of one file of a batch. */
export interface ImportedFile {
  readonly id: RecordingId;
  readonly title: string;
  readonly file: string;
  readonly state: string;
  /** The library already had the file; `id` and `title` are those of the existing recording. */
  readonly existing: boolean;
  readonly separation: SeparationId | null;
  /** The separation is one that the library already had. */
  readonly usedAgain: boolean;
  /** Why it was not separated, although nothing failed. */
  readonly left: string | null;
  readonly problem: { readonly code: Failure['code']; readonly message: string } | null;
  /** What reading the file revealed ("The file breaks off: …"), and which players were kept or heard. */
  readonly notes: readonly string[];
}

/** @param recording null if it could not be read */
export function describe(
  { recordingId, file, job, existing }: Arrival,
  recording: Recording | null,
  separated: Separated | undefined,
): ImportedFile {
  const failure = job?.failure ?? separated?.failure ?? null;
  return {
    id: recordingId,
    title: recording?.title ?? job?.title ?? file.name,
    file: file.path,
    state: job === null || job.state === 'done' ? 'ready' : job.state,
    existing,
    separation: failure === null ? (separated?.separationId ?? null) : null,
    usedAgain: separated?.usedAgain ?? false,
    left: separated?.left ?? null,
    problem: failure === null ? null : { code: failure.code, message: failure.message },
    notes: [...(recording?.notes ?? []), ...(separated?.notes ?? [])],
  };
}

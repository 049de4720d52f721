import { z } from 'zod';
import { FailureSchema } from '../../../src-shared/contract/failure.ts';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import { RecordingId, SeparationId } from '../../../src-shared/project/ids.ts';
import type { Arrival } from './read-files.ts';
import type { Separated } from './separate-recordings.ts';

/** What became of one file of a batch. */
export const ImportedFile = z.object({
  id: RecordingId,
  title: z.string(),
  file: z.string(),
  state: z.string(),
  /** The library already had the file; `id` and `title` are those of the existing recording. */
  existing: z.boolean(),
  separation: SeparationId.nullable(),
  /** The separation is one that the library already had. */
  usedAgain: z.boolean(),
  /** Why it was not separated, although nothing failed. */
  left: z.string().nullable(),
  problem: FailureSchema.pick({ code: true, message: true }).nullable(),
  /** What reading the file revealed ("The file breaks off: …"), and which players were kept or heard. */
  notes: z.array(z.string()),
});
export type ImportedFile = z.infer<typeof ImportedFile>;

/** @param recording null if it could not be read */
export function describe(
  { recordingId, file, job, existing, failure: unread }: Arrival,
  recording: Recording | null,
  separated: Separated | undefined,
): ImportedFile {
  const failure = unread ?? job?.failure ?? separated?.failure ?? null;
  return {
    id: recordingId,
    title: recording?.title ?? job?.title ?? file.name,
    file: file.path,
    state: unread !== null ? 'failed' : job === null || job.state === 'done' ? 'ready' : job.state,
    existing,
    separation: failure === null ? (separated?.separationId ?? null) : null,
    usedAgain: separated?.usedAgain ?? false,
    left: separated?.left ?? null,
    problem: failure === null ? null : { code: failure.code, message: failure.message },
    notes: [...(recording?.notes ?? []), ...(separated?.notes ?? [])],
  };
}

import { z } from 'zod';
import { JobId, ProjectId, RecordingId, SeparationId, StudyId } from '../project/ids.ts';
import { BatchState } from './batch.ts';
import { Job, QueueState } from './job.ts';
import { Recording } from './recording.ts';
import { Separation } from './separation.ts';
import { LibraryTrustState } from './system.ts';

export const HostEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job'), job: Job }),
  /** Null once it was dismissed. */
  z.object({ type: z.literal('batch'), batch: BatchState.nullable() }),
  /** A watched folder, or what was taken from it, changed. */
  z.object({ type: z.literal('watch') }),
  z.object({ type: z.literal('queue'), queue: QueueState }),
  z.object({ type: z.literal('job-removed'), jobId: JobId }),
  z.object({ type: z.literal('recording'), recording: Recording }),
  z.object({ type: z.literal('recording-removed'), recordingId: RecordingId }),
  z.object({ type: z.literal('separation'), separation: Separation }),
  z.object({ type: z.literal('separation-removed'), separationId: SeparationId }),
  /** More frames of a running separation's stems are ready to play. */
  z.object({
    type: z.literal('stems-grew'),
    separationId: SeparationId,
    readyFrames: z.number().int().nonnegative(),
  }),
  z.object({ type: z.literal('project'), projectId: ProjectId, revision: z.number().int() }),
  /** A separation has been assessed, possibly again. */
  z.object({ type: z.literal('quality'), separationId: SeparationId }),
  /** The excerpts of a recording or of its stems changed. */
  z.object({ type: z.literal('excerpts'), recordingId: RecordingId }),
  /** A recording's notes were saved. */
  z.object({ type: z.literal('notes'), recordingId: RecordingId, revision: z.number().int() }),
  /** The tags of at least one item changed. */
  z.object({ type: z.literal('tags') }),
  /** Vectors changed, so similarity results may differ. */
  z.object({ type: z.literal('vectors') }),
  z.object({ type: z.literal('models') }),
  /** Something was removed, restored, or permanently deleted. */
  z.object({ type: z.literal('trash') }),
  /** An adaptation started, ended, or was deleted. */
  z.object({ type: z.literal('adaptations') }),
  /** A study, its participants or their answers changed. */
  z.object({ type: z.literal('study'), studyId: StudyId }),
  z.object({ type: z.literal('trust'), trust: LibraryTrustState }),
]);
export type HostEvent = z.infer<typeof HostEvent>;

import { z } from 'zod';
import { GrantId, JobId, ProjectId, RecordingId, SeparationId } from '../project/ids.ts';
import { FileLoudness } from './export.ts';
import { FailureSchema } from './failure.ts';

/**
 * A kind of job: `import`, `separate`, `export`, `analyse`, `quality`, `adapt`, `align` or any other that the host
 * supports. The window shows unknown kinds by their title, progress and files.
 */
export const JobKind = z.string().regex(/^[a-z][a-z-]*$/);
export const JobState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);
export const Job = z.object({
  id: JobId,
  kind: JobKind,
  state: JobState,
  title: z.string(),
  recordingId: RecordingId.nullable(),
  separationId: SeparationId.nullable(),
  projectId: ProjectId.nullable(),
  /** 0 to 1. */
  progress: z.number().min(0).max(1),
  /** The current phase: "reading", "separating", "writing". */
  phase: z.string(),
  secondsLeft: z.number().nullable(),
  failure: FailureSchema.nullable(),
  /** Files an export produced: grants for downloading, or paths shown to the user in Electron. */
  files: z.array(
    z.object({
      grantId: GrantId,
      name: z.string(),
      bytes: z.number(),
      path: z.string().nullable(),
      /** Of rendered audio. */
      loudness: FileLoudness.nullable().default(null),
      /** Names of impulse responses that were no longer there, so that their rooms are silent in the file. */
      missingImpulses: z.array(z.string()).optional(),
    }),
  ),
  /** Loudness of an exported mix. */
  loudness: z
    .object({
      integratedLufs: z.number().nullable(),
      truePeakDbtp: z.number().nullable(),
      clippedSamples: z.number(),
    })
    .nullable(),
  createdAt: z.string(),
  /** See `JOB_PRIORITIES`; a waiting job that the user puts first has more than any other. */
  priority: z.number().int().default(0),
});
export type Job = z.infer<typeof Job>;

/** Whether the queue starts jobs. */
export const QueueState = z.object({ paused: z.boolean() });
export type QueueState = z.infer<typeof QueueState>;

/** Jobs of a higher priority start first. What a user of the window asks for has `asked`, a batch `batch`. */
export const JOB_PRIORITIES = { high: 10, asked: 0, batch: -10, low: -20 } as const;

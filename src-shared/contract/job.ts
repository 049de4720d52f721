import { z } from 'zod';
import { GrantId, JobId, ProjectId, RecordingId, SeparationId } from '../project/ids.ts';
import { BitDepth, Container } from './audio.ts';
import { FailureSchema } from './failure.ts';
import { SaveTarget } from './system.ts';

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
    z.object({ grantId: GrantId, name: z.string(), bytes: z.number(), path: z.string().nullable() }),
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
});
export type Job = z.infer<typeof Job>;

export const ExportRequest = z.object({
  projectId: ProjectId,
  what: z.enum(['mix', 'stems']),
  /**
   * `stems`: each track as separated (the tracks and the rest sum to the recording); `treated`: through strip, gain
   * and pan.
   */
  stems: z.enum(['separated', 'treated']).default('separated'),
  format: Container,
  /** Defaults to the recording's own. */
  bitDepth: BitDepth.optional(),
  sampleRate: z.number().int().min(8000).max(384_000).optional(),
  /** Samples of the project, half-open; defaults to the whole project. */
  range: z.object({ start: z.number().int().nonnegative(), end: z.number().int().positive() }).optional(),
  /** Attenuates all separated stems equally; this avoids `audio/clips`, whose details suggest a value as `gainDb`. */
  commonGainDb: z.number().min(-60).max(0).optional(),
  /** A folder or file granted by a dialog; defaults to the door's download folder. */
  destination: GrantId.optional(),
  /** `mix`: the file's name without extension, and whether to replace an existing file of that name. */
  file: SaveTarget.pick({ name: true, replace: true }).optional(),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

import { z } from 'zod';
import { GrantId, JobId, ProjectId, RecordingId, SeparationId } from '../project/ids.ts';
import { BitDepth, Container } from './audio.ts';
import { FailureSchema } from './failure.ts';
import { SaveTarget } from './system.ts';

/**
 * A kind of job: `import`, `separate`, `export`, `analyse`, `quality`, `adapt`, `align` and whatever else the host has.
 * The window shows one that it does not know by its title, progress and files.
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
  /** What it is doing now: "reading", "separating", "writing". */
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
  /** `stems`: each track as it was separated (nulls with the rest); `treated`: through its strip, gain and pan. */
  stems: z.enum(['separated', 'treated']).default('separated'),
  format: Container,
  /** The recording's own where left out. */
  bitDepth: BitDepth.optional(),
  sampleRate: z.number().int().min(8000).max(384_000).optional(),
  /** Samples of the project, half open; the whole where left out. */
  range: z.object({ start: z.number().int().nonnegative(), end: z.number().int().positive() }).optional(),
  /** Lowers all separated stems alike: the way out of `audio/clips`, whose details name it as `gainDb`. */
  commonGainDb: z.number().min(-60).max(0).optional(),
  /** A folder or file granted by a dialog; the door's download folder where left out. */
  destination: GrantId.optional(),
  /** `mix`: the file's name without extension, and whether it takes the place of a file of that name. */
  file: SaveTarget.pick({ name: true, replace: true }).optional(),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

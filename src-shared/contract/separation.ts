import { SeparationNote, StoredSeparationNote } from './separation-note.ts';
import { z } from 'zod';
import { ProjectId, RecordingId, SeparationId, StemId } from '../project/ids.ts';
import { DeclaredInstrument, Ensemble } from '../project/players.ts';
import { StemHeard } from './listening.ts';
import { StemFormat } from './system.ts';
import { UndeclaredInstrument } from './undeclared.ts';

export const Stem = z.object({
  id: StemId,
  separationId: SeparationId,
  /** File name without extension: `viola`, `violin-1`, `rest`. */
  name: z.string(),
  label: z.string(),
  instrument: DeclaredInstrument.nullable(),
  isRest: z.boolean(),
  channels: z.number().int(),
  frames: z.number().int(),
  sampleRate: z.number().int(),
  /** Over all samples; null for silence, and while the stem is being written. */
  rmsDbfs: z.number().nullable(),
  /** Null until the stem has been checked, and for the rest. */
  heard: StemHeard.nullable(),
  /** Estimated SDR in dB; null until assessed, without an estimator, and for the rest. */
  expectedSdr: z.number().nullable(),
});
export type Stem = z.infer<typeof Stem>;

/** The part of a running separation that is ready to play. */
export const LiveSeparation = z.object({
  /** The stems keep their ids when the separation finishes. */
  stems: z.array(Stem),
  /**
   * The number of final frames in every stem: PCM is served up to there; requests beyond fail with `audio/not-ready`.
   */
  readyFrames: z.number().int().nonnegative(),
});
export type LiveSeparation = z.infer<typeof LiveSeparation>;

/**
 * How thoroughly a model works that separates overlapping pieces: `fast` overlaps them by a quarter instead of a half, which
 * takes a sixth less computing and makes the joins differ by some decibels more.
 */
export const Effort = z.enum(['fast', 'best']);
export type Effort = z.infer<typeof Effort>;

const SeparationFacts = z.object({
  id: SeparationId,
  recordingId: RecordingId,
  modelId: z.string(),
  modelVersion: z.string(),
  players: Ensemble,
  /** Samples of the recording, half-open. */
  from: z.number().int(),
  to: z.number().int(),
  createdAt: z.string(),
  projectId: ProjectId.nullable(),
  notes: z.array(StoredSeparationNote),
  /** Hash of the recording's notes that the model received; null if it received none. */
  notesSha256: z.string().nullable(),
  effort: Effort,
  /** Heard although nobody declared them, the largest share first; empty until the separation is ready. */
  undeclared: z.array(UndeclaredInstrument).readonly(),
  /** The version of the stems that is in use; 0 is the original. */
  version: z.number().int().nonnegative(),
});

/** A separation that is not ready has no stems except those in `live`. */
const Unready = SeparationFacts.extend({
  /** Null until the first run chooses one. */
  provider: z.string().nullable(),
  tookSeconds: z.null(),
  stems: z.tuple([]),
});

export const ReadySeparation = SeparationFacts.extend({
  state: z.literal('ready'),
  provider: z.string(),
  tookSeconds: z.number().nonnegative(),
  stems: z.array(Stem).min(1),
  /** FLAC if any stem of the version in use is stored so. */
  stemFormat: StemFormat,
  live: z.null(),
});
export type ReadySeparation = z.infer<typeof ReadySeparation>;

export const StoppedSeparationState = z.enum(['failed', 'cancelled']);

export const Separation = z.discriminatedUnion('state', [
  Unready.extend({
    state: z.literal('running'),
    /** Null unless the separation runs in this process, and until its first run knows the stems. */
    live: LiveSeparation.nullable(),
  }),
  Unready.extend({ state: StoppedSeparationState, live: z.null() }),
  ReadySeparation,
]);
export type Separation = z.infer<typeof Separation>;

export const SeparationRequest = z.object({
  recordingId: RecordingId,
  players: Ensemble.min(1),
  /** Samples of the recording; defaults to the whole. */
  from: z.number().int().nonnegative().optional(),
  to: z.number().int().positive().optional(),
  modelId: z.string().optional(),
  /** Whether to pass the recording's notes to the model if it accepts notes; defaults to true. */
  tellNotes: z.boolean().optional(),
  /**
   * Whether the model listens for the notes of the passage first, if it can, none of them are known, and it helps with
   * these players (`isWorthHearing`). The recording keeps what was heard as its notes. Defaults to false.
   */
  hearFirst: z.boolean().optional(),
  /** How the stems are stored; defaults to the setting. */
  stemFormat: StemFormat.optional(),
  /** `best` by default. */
  effort: Effort.optional(),
});
export type SeparationRequest = z.infer<typeof SeparationRequest>;

export const SeparationEstimate = z.object({
  seconds: z.number(),
  diskBytes: z.number(),
  memoryBytes: z.number(),
  freeDiskBytes: z.number(),
  notes: z.array(SeparationNote),
});
export type SeparationEstimate = z.infer<typeof SeparationEstimate>;

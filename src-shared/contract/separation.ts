import { z } from 'zod';
import { ProjectId, RecordingId, SeparationId, StemId } from '../project/ids.ts';
import { DeclaredInstrument, Ensemble } from '../project/players.ts';
import { StemHeard } from './listening.ts';

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
  /** Over all its samples; null for silence, and while it is being made. */
  rmsDbfs: z.number().nullable(),
  /** Null until it was checked, and for the rest. */
  heard: StemHeard.nullable(),
  /** What SDR to expect of it, dB; null until it was judged, where nobody can, and for the rest. */
  expectedSdr: z.number().nullable(),
});
export type Stem = z.infer<typeof Stem>;

/** A separation that runs, as far as it can be heard. */
export const LiveSeparation = z.object({
  /** They keep their ids when the separation is done. */
  stems: z.array(Stem),
  /** So many frames of every stem are final: its PCM is served up to there, and the rest refused as `audio/not-ready`. */
  readyFrames: z.number().int().nonnegative(),
});
export type LiveSeparation = z.infer<typeof LiveSeparation>;

const SeparationFacts = z.object({
  id: SeparationId,
  recordingId: RecordingId,
  modelId: z.string(),
  modelVersion: z.string(),
  players: Ensemble,
  /** Samples of the recording, half open. */
  from: z.number().int(),
  to: z.number().int(),
  createdAt: z.string(),
  projectId: ProjectId.nullable(),
  notes: z.array(z.string()),
  /** Hash of the recording's notes that the model was told; null where it was told none. */
  notesSha256: z.string().nullable(),
});

/** A separation that is not ready shows no stems but those of `live`. */
const Unready = SeparationFacts.extend({
  /** Null until its first run chose one. */
  provider: z.string().nullable(),
  tookSeconds: z.null(),
  stems: z.tuple([]),
});

export const ReadySeparation = SeparationFacts.extend({
  state: z.literal('ready'),
  provider: z.string(),
  tookSeconds: z.number().nonnegative(),
  stems: z.array(Stem).min(1),
  live: z.null(),
});
export type ReadySeparation = z.infer<typeof ReadySeparation>;

export const StoppedSeparationState = z.enum(['failed', 'cancelled']);

export const Separation = z.discriminatedUnion('state', [
  Unready.extend({
    state: z.literal('running'),
    /** Null unless it runs in this program, and until its first run knows its stems. */
    live: LiveSeparation.nullable(),
  }),
  Unready.extend({ state: StoppedSeparationState, live: z.null() }),
  ReadySeparation,
]);
export type Separation = z.infer<typeof Separation>;

export const SeparationRequest = z.object({
  recordingId: RecordingId,
  players: Ensemble.min(1),
  /** Samples of the recording; the whole where left out. */
  from: z.number().int().nonnegative().optional(),
  to: z.number().int().positive().optional(),
  modelId: z.string().optional(),
  /** Whether the model is told the recording's notes, where it takes any; true where left out. */
  tellNotes: z.boolean().optional(),
});
export type SeparationRequest = z.infer<typeof SeparationRequest>;

export const SeparationEstimate = z.object({
  seconds: z.number(),
  diskBytes: z.number(),
  memoryBytes: z.number(),
  freeDiskBytes: z.number(),
  /** Plain sentences: "the piano stays in the rest". */
  notes: z.array(z.string()),
});
export type SeparationEstimate = z.infer<typeof SeparationEstimate>;

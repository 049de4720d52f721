import { z } from 'zod';
import { AutomationLanes, SamplePosition } from './automation-lane.ts';
import { GainDb, Groups, Master, Rooms, SendsDb } from './buses.ts';
import {
  LONGEST_MIX_NAME,
  LONGEST_TITLE,
  LONGEST_TRACK_NAME,
  MOST_ENTRIES,
  PAN_RANGE,
  LONGEST_REGION_NAME,
  LONGEST_SNAPSHOT_NAME,
  MOST_PICKS,
  MOST_REGIONS,
  MOST_SNAPSHOTS,
} from './limits.ts';
import { ProjectId, RecordingId, SeparationId, StemId } from './ids.ts';
import { Envelope } from './envelope.ts';
import { DeclaredInstrument } from './players.ts';
import { StripEntry } from './strip-entry.ts';

/** The document's schema version; every change requires a migration in `migrations.ts`. */
export const PROJECT_SCHEMA = 13;

/** Half-open: `[start, end)` in samples of the recording. */
export const SampleRange = z
  .object({ start: SamplePosition, end: SamplePosition })
  .refine((range) => range.end > range.start, 'a range must not be empty');
export type SampleRange = z.infer<typeof SampleRange>;

/** The source of a track. The original is not a track: the engine provides it for comparison. */
export const TrackSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stem'), stemId: StemId }),
  z.object({ kind: z.literal('rest'), stemId: StemId }),
]);
export type TrackSource = z.infer<typeof TrackSource>;

export const Track = z.object({
  id: z.string().min(1).max(40),
  source: TrackSource,
  name: z.string().min(1).max(LONGEST_TRACK_NAME),
  instrument: DeclaredInstrument.nullable(),
  /** Index into the theme's track colours. */
  colour: z.number().int().min(0).max(15),
  /** -72 (silence at or below) to +12 dB. */
  gainDb: GainDb,
  pan: z.number().min(PAN_RANGE.min).max(PAN_RANGE.max),
  muted: z.boolean(),
  soloed: z.boolean(),
  strip: z.array(StripEntry).max(MOST_ENTRIES),
  automation: AutomationLanes,
  /** The id of the group that it belongs to. */
  group: z.string().nullable(),
  /** Taken after the track's fader and pan. */
  sendsDb: SendsDb,
  /** Null where nothing of the track is faded or has a gain of its own. */
  envelope: Envelope.nullable(),
});
export type Track = z.infer<typeof Track>;

/** What a track's treatment is, without what it plays and how it looks. */
export const TrackMix = Track.pick({
  id: true,
  gainDb: true,
  pan: true,
  muted: true,
  soloed: true,
  strip: true,
  automation: true,
  group: true,
  sendsDb: true,
  envelope: true,
});
export type TrackMix = z.infer<typeof TrackMix>;

/** The whole mix as it was when it was kept. */
export const Snapshot = z.object({
  /** A letter, which is how people speak of it. */
  id: z.string().regex(/^[A-H]$/),
  /** Empty where the letter says enough. */
  name: z.string().max(LONGEST_SNAPSHOT_NAME),
  tracks: z.array(TrackMix).max(32),
  groups: Groups,
  rooms: Rooms,
  master: Master,
});
export type Snapshot = z.infer<typeof Snapshot>;

/** A blind comparison of snapshots, which may go on after a break. */
export const BlindTally = z.object({
  /** Letters of the snapshots. */
  mixes: z.array(z.string().max(40)).min(2).max(MOST_SNAPSHOTS),
  /** The letter that was picked in each round; null where the listener had no preference. */
  picks: z.array(z.string().max(40).nullable()).max(MOST_PICKS),
});
export type BlindTally = z.infer<typeof BlindTally>;

/** A named passage of the project, or a marker at one sample of it. */
export const Region = z
  .object({
    id: z.string().min(1).max(40),
    name: z.string().min(1).max(LONGEST_REGION_NAME),
    start: SamplePosition,
    /** Exclusive; null for a marker. */
    end: SamplePosition.nullable(),
  })
  .refine(({ start, end }) => end === null || end > start, 'a region must not be empty');
export type Region = z.infer<typeof Region>;

export const ProjectDocument = z.object({
  schema: z.literal(PROJECT_SCHEMA),
  id: ProjectId,
  recordingId: RecordingId,
  separationId: SeparationId,
  title: z.string().min(1).max(LONGEST_TITLE),
  /** The name of this mix among those of its separation; empty for the one that came first, until it is named. */
  mix: z.string().max(LONGEST_MIX_NAME),
  sampleRate: z.number().int().positive(),
  /** Length in samples of the separated range; position 0 of the project is `offset` in the recording. */
  frames: SamplePosition,
  offset: SamplePosition,
  tracks: z.array(Track).max(32),
  groups: Groups,
  rooms: Rooms,
  master: Master,
  loop: SampleRange.nullable(),
  loopEnabled: z.boolean(),
  /** In order of their starts. */
  regions: z.array(Region).max(MOST_REGIONS),
  /** In order of their letters. */
  snapshots: z.array(Snapshot).max(MOST_SNAPSHOTS),
  /** The last blind comparison; null before one, and once a mix in it was replaced or deleted. */
  blind: BlindTally.nullable(),
});
export type ProjectDocument = z.infer<typeof ProjectDocument>;

import { z } from 'zod';
import { AutomationLanes } from './automation-lane.ts';
import { Fitting } from './fitting.ts';
import { GAIN_RANGE_DB, LONGEST_TRACK_NAME, MOST_ENTRIES, MOST_GROUPS, ROOMS } from './limits.ts';
import { Impulse } from './impulse.ts';
import { StripEntry } from './strip-entry.ts';

export const GainDb = z.number().min(GAIN_RANGE_DB.min).max(GAIN_RANGE_DB.max);

/** Tracks with a common fader, mute and solo. */
export const Group = z.object({
  id: z.string().min(1).max(40),
  name: z.string().min(1).max(LONGEST_TRACK_NAME),
  gainDb: GainDb,
  muted: z.boolean(),
  soloed: z.boolean(),
  automation: AutomationLanes,
});
export type Group = z.infer<typeof Group>;

/** A room that tracks send to; bypassing its processor mutes it. */
export const Room = z.object({
  gainDb: GainDb,
  processor: StripEntry,
  /** Heard in place of the processor; null: the processor itself. */
  impulse: Impulse.nullable(),
  automation: AutomationLanes,
});
export type Room = z.infer<typeof Room>;

/** What the sum of all tracks passes: the fader, the strip, the fitting, then the limiter, so that nothing follows that. */
export const Master = z.object({
  gainDb: GainDb,
  strip: z.array(StripEntry).max(MOST_ENTRIES),
  /** Null: for no listener in particular. */
  fitting: Fitting.nullable(),
  limiter: StripEntry,
  automation: AutomationLanes,
});
export type Master = z.infer<typeof Master>;

export const Groups = z.array(Group).max(MOST_GROUPS);
export const Rooms = z.array(Room).length(ROOMS);
/** Levels of a track's sends to the rooms, dB; silent at -72 and below, as faders are. */
export const SendsDb = z.array(GainDb).length(ROOMS);

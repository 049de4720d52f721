import type { MixBuses, MixSettings, MixTrack } from './types.ts';

/** The track fields that a patch can change. */
export type TrackFields = Omit<MixTrack, 'id'>;

export interface TrackPatch {
  readonly track: string;
  /**
   * The changed fields, each complete: a strip or the lanes are included only if they changed. All fields for a new
   * track.
   */
  readonly fields: Partial<TrackFields>;
}

/** The difference between two states of a mix. */
export interface MixPatch {
  readonly tracks: readonly TrackPatch[];
  /** The ids of all tracks in their new order, if tracks were added, removed or moved. */
  readonly order?: readonly string[];
  readonly masterGainDb?: number;
  /** The changed buses, each complete. */
  readonly buses?: MixBuses;
}

const FIELDS = Object.keys({
  gainDb: true,
  pan: true,
  muted: true,
  soloed: true,
  strip: true,
  automation: true,
  group: true,
  sendsDb: true,
  envelope: true,
} satisfies Record<keyof TrackFields, true>) as (keyof TrackFields)[];

const BUSES = Object.keys({
  groups: true,
  rooms: true,
  masterAutomation: true,
  masterStrip: true,
  fitting: true,
  limiter: true,
} satisfies Record<keyof MixBuses, true>) as (keyof MixBuses)[];

/**
 * The patch from `before` to `after`, or null if they are equal. Strips and lanes are compared by identity: documents
 * share unchanged parts, also after undo, so the cost does not depend on the length of the lanes.
 */
export function diffSettings(before: MixSettings, after: MixSettings): MixPatch | null {
  const old = new Map(before.tracks.map((track) => [track.id, track]));
  const tracks = after.tracks.flatMap((track): TrackPatch[] => {
    const fields = changedFields(old.get(track.id), track);
    return fields === null ? [] : [{ track: track.id, fields }];
  });
  const moved =
    before.tracks.length !== after.tracks.length ||
    after.tracks.some((track, index) => track.id !== before.tracks[index]!.id);
  const masterChanged = before.masterGainDb !== after.masterGainDb;
  const buses = changedBuses(before, after);
  if (tracks.length === 0 && !moved && !masterChanged && buses === null) return null;
  return {
    tracks,
    ...(moved ? { order: after.tracks.map(({ id }) => id) } : {}),
    ...(masterChanged ? { masterGainDb: after.masterGainDb } : {}),
    ...(buses === null ? {} : { buses }),
  };
}

/**
 * Applies a patch to the settings that it was computed for. Tracks, strips and lanes not in the patch keep their
 * identity, which tells `Mixer.configure` that they did not change.
 */
export function applyPatch(settings: MixSettings, patch: MixPatch): MixSettings {
  const byId = new Map(settings.tracks.map((track) => [track.id, track]));
  for (const { track: id, fields } of patch.tracks) byId.set(id, patchedTrack(id, byId.get(id), fields));
  const order = patch.order ?? settings.tracks.map(({ id }) => id);
  return {
    ...settings,
    ...patch.buses,
    tracks: order.map((id) => {
      const track = byId.get(id);
      if (track === undefined) throw new Error(`the patch orders track ${id}, which is not in the mix`);
      return track;
    }),
    masterGainDb: patch.masterGainDb ?? settings.masterGainDb,
  };
}

function changedBuses(before: MixBuses, after: MixBuses): MixBuses | null {
  const changed = BUSES.filter((bus) => before[bus] !== after[bus]);
  return changed.length === 0 ? null : Object.fromEntries(changed.map((bus) => [bus, after[bus]]));
}

function changedFields(before: MixTrack | undefined, after: MixTrack): Partial<TrackFields> | null {
  if (before === after) return null;
  const changed = FIELDS.filter((field) => before === undefined || before[field] !== after[field]);
  return changed.length === 0 ? null : Object.fromEntries(changed.map((field) => [field, after[field]]));
}

function patchedTrack(id: string, before: MixTrack | undefined, fields: Partial<TrackFields>): MixTrack {
  if (before !== undefined) return { ...before, ...fields };
  if (!isWhole(fields)) throw new Error(`the patch changes track ${id}, which is not in the mix`);
  return { id, ...fields };
}

function isWhole(fields: Partial<TrackFields>): fields is TrackFields {
  return FIELDS.every((field) => fields[field] !== undefined);
}

import type { MixSettings, MixTrack } from './types.ts';

/** What a patch can change of a track. */
export type TrackFields = Omit<MixTrack, 'id'>;

export interface TrackPatch {
  readonly track: string;
  /** Those that changed, whole: a strip or the lanes travel only when something in them did. All of a new track. */
  readonly fields: Partial<TrackFields>;
}

/** What leads from one state of a mix to the next. */
export interface MixPatch {
  readonly tracks: readonly TrackPatch[];
  /** The ids of all tracks from now on, where tracks came, went or moved. */
  readonly order?: readonly string[];
  readonly masterGainDb?: number;
}

const FIELDS = Object.keys({
  gainDb: true,
  pan: true,
  muted: true,
  soloed: true,
  strip: true,
  automation: true,
} satisfies Record<keyof TrackFields, true>) as (keyof TrackFields)[];

/**
 * The patch from `before` to `after`, or null where they are the same. Strips and lanes are compared by identity:
 * documents share what did not change, undo included, so this costs the same however long the lanes are.
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
  if (tracks.length === 0 && !moved && !masterChanged) return null;
  return {
    tracks,
    ...(moved ? { order: after.tracks.map(({ id }) => id) } : {}),
    ...(masterChanged ? { masterGainDb: after.masterGainDb } : {}),
  };
}

/**
 * `settings` after a patch that was made for them. Tracks, strips and lanes that it does not name stay the same objects,
 * by which `Mixer.configure` knows that they did not change.
 */
export function applyPatch(settings: MixSettings, patch: MixPatch): MixSettings {
  const byId = new Map(settings.tracks.map((track) => [track.id, track]));
  for (const { track: id, fields } of patch.tracks) byId.set(id, patchedTrack(id, byId.get(id), fields));
  const order = patch.order ?? settings.tracks.map(({ id }) => id);
  return {
    tracks: order.map((id) => {
      const track = byId.get(id);
      if (track === undefined) throw new Error(`the patch orders track ${id}, which is not in the mix`);
      return track;
    }),
    masterGainDb: patch.masterGainDb ?? settings.masterGainDb,
  };
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

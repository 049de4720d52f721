import { SILENCE_DB } from '../../src-shared/mixing/levels.ts';
import type { Group } from '../../src-shared/project/buses.ts';
import type { EngineTrack } from './state.ts';

type Lanes = EngineTrack['automation'];

/**
 * Solo in context: instead of falling silent, tracks that are not soloed are turned down by a chosen amount. Without a
 * solo, nothing changes. Listening only: exports never see it.
 * @param restDb 0 or less; null silences them as usual
 */
export function soloInContext(
  tracks: readonly EngineTrack[],
  groups: readonly Group[],
  restDb: number | null,
): { readonly tracks: readonly EngineTrack[]; readonly groups: readonly Group[] } {
  const soloedGroups = new Set(groups.filter(({ soloed }) => soloed).map(({ id }) => id));
  const isSoloed = (track: EngineTrack): boolean => track.soloed || soloedGroups.has(track.group ?? '');
  if (restDb === null || !tracks.some(isSoloed)) return { tracks, groups };
  return {
    tracks: tracks.map((track) =>
      isSoloed(track)
        ? { ...track, soloed: false }
        : {
            ...track,
            gainDb: lowered(track.gainDb, restDb),
            automation: loweredLanes(track.automation, restDb),
          },
    ),
    groups: groups.map((group) => (group.soloed ? { ...group, soloed: false } : group)),
  };
}

const lowered = (db: number, by: number): number => Math.max(SILENCE_DB, db + by);

/** What was made of each track's lanes: what did not change stays the same object, so that it is not sent again. */
const made = new WeakMap<Lanes, { readonly by: number; readonly lanes: Lanes }>();

function loweredLanes(lanes: Lanes, by: number): Lanes {
  const known = made.get(lanes);
  if (known?.by === by) return known.lanes;
  const next = lanes.map((lane) =>
    lane.target === 'gainDb'
      ? { ...lane, points: lane.points.map(({ at, value }) => ({ at, value: lowered(value, by) })) }
      : lane,
  );
  made.set(lanes, { by, lanes: next });
  return next;
}

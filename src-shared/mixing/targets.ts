import type { AutomationLane } from '../project/automation-lane.ts';
import type { Track } from '../project/document.ts';
import { GAIN_RANGE_DB, PAN_RANGE } from '../project/limits.ts';
import { findProcessor } from './processors/registry.ts';

export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** The targets of a track's levels in the rooms. */
export const SEND_TARGETS = ['sendDb-a', 'sendDb-b'] as const;

/** What can be automated of a group, a room or the master. */
export const BUS_TARGETS: ReadonlyMap<string, ValueRange> = new Map([['gainDb', GAIN_RANGE_DB]]);

/** Identifies a parameter of a strip entry as a lane's target; the others are `gainDb`, `pan` and `SEND_TARGETS`. */
export function entryTarget(entryId: string, parameterId: string): string {
  return `${entryId}.${parameterId}`;
}

/** All automatable parameters of a track, with their ranges. */
export function targetsOf(track: Pick<Track, 'strip'>): ReadonlyMap<string, ValueRange> {
  const targets = new Map<string, ValueRange>([
    ['gainDb', GAIN_RANGE_DB],
    ['pan', PAN_RANGE],
    ...SEND_TARGETS.map((target) => [target, GAIN_RANGE_DB] as const),
  ]);
  for (const entry of track.strip) {
    for (const spec of findProcessor(entry.processor, entry.version)?.parameters ?? []) {
      targets.set(entryTarget(entry.id, spec.id), spec);
    }
  }
  return targets;
}

/** The points of the lane for a target, or null if it has none. */
export function pointsFor(
  automation: readonly AutomationLane[],
  target: string,
): AutomationLane['points'] | null {
  return automation.find((lane) => lane.target === target)?.points ?? null;
}

import type { AutomationLane, Track } from '../project/document.ts';
import { GAIN_RANGE_DB, PAN_RANGE } from '../project/limits.ts';
import { findProcessor } from './processors/registry.ts';

export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** Identifies a parameter of a strip entry as a lane's target; for gain and pan the targets are `gainDb` and `pan`. */
export function entryTarget(entryId: string, parameterId: string): string {
  return `${entryId}.${parameterId}`;
}

/** All automatable parameters of a track, with their ranges. */
export function targetsOf(track: Pick<Track, 'strip'>): ReadonlyMap<string, ValueRange> {
  const targets = new Map<string, ValueRange>([
    ['gainDb', GAIN_RANGE_DB],
    ['pan', PAN_RANGE],
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

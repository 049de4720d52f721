import type { AutomationLane } from '../project/automation-lane.ts';
import type { Master, Room } from '../project/buses.ts';
import type { Track } from '../project/document.ts';
import { GAIN_RANGE_DB, PAN_RANGE } from '../project/limits.ts';
import type { StripEntry } from '../project/strip-entry.ts';
import { findDeclaration } from './processors/registry.ts';

export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** The targets of a track's levels in the rooms. */
export const SEND_TARGETS = ['sendDb-a', 'sendDb-b'] as const;

/** Identifies a parameter of a strip entry as a lane's target; the others are `gainDb`, `pan` and `SEND_TARGETS`. */
export function entryTarget(entryId: string, parameterId: string): string {
  return `${entryId}.${parameterId}`;
}

/** What can be automated of an owner of lanes, with the ranges of the values. */
export type Targets = ReadonlyMap<string, ValueRange>;

/** A group has its level alone. */
export const GROUP_TARGETS: Targets = new Map([['gainDb', GAIN_RANGE_DB]]);

export function targetsOf(track: Pick<Track, 'strip'>): Targets {
  const levels = SEND_TARGETS.map((target) => [target, GAIN_RANGE_DB] as const);
  return new Map([...GROUP_TARGETS, ['pan', PAN_RANGE], ...levels, ...parametersOf(track.strip)]);
}

export function roomTargets({ processor }: Pick<Room, 'processor'>): Targets {
  return new Map([...GROUP_TARGETS, ...parametersOf([processor])]);
}

export function masterTargets({ strip, limiter }: Pick<Master, 'strip' | 'limiter'>): Targets {
  return new Map([...GROUP_TARGETS, ...parametersOf([...strip, limiter])]);
}

function parametersOf(strip: readonly StripEntry[]): readonly (readonly [target: string, ValueRange])[] {
  return strip.flatMap((entry) =>
    (findDeclaration(entry.processor, entry.version)?.parameters ?? []).map(
      (spec) => [entryTarget(entry.id, spec.id), spec] as const,
    ),
  );
}

/** The points of the lane for a target, or null if it has none. */
export function pointsFor(
  automation: readonly AutomationLane[],
  target: string,
): AutomationLane['points'] | null {
  return automation.find((lane) => lane.target === target)?.points ?? null;
}

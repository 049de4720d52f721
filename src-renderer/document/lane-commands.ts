import type { AutomationLane } from '../../src-shared/project/automation-lane.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';
import { pointsFor, type ValueRange } from '../../src-shared/mixing/targets.ts';
import { clampTo, patched } from './edits.ts';
import { targetsIn, withLanes } from './lane-owners.ts';

export type Points = AutomationLane['points'];

/**
 * `trackId`: a track or a group, or one of the other owners of `strip-owners.ts`; `target`: see `AutomationLane`. Positions are
 * samples of the project.
 */
export type LaneCommand = { readonly trackId: string; readonly target: string } &
  /** Replaces the whole lane; null or an empty list removes it. */
  (
    | {
        readonly type: 'setLane';
        readonly points: readonly { readonly at: number; readonly value: number }[] | null;
      }
    /** Adds a point, or changes the one at the same sample; `from` moves the point at that sample. */
    | { readonly type: 'setPoint'; readonly at: number; readonly value: number; readonly from?: number }
    /** Removing the last point removes the lane. */
    | { readonly type: 'removePoint'; readonly at: number }
  );

export function applyLaneCommand(document: ProjectDocument, command: LaneCommand): ProjectDocument {
  const { trackId: ownerId, target } = command;
  const range = targetsIn(document, ownerId).get(target);
  if (range === undefined) throw new Error(`no processor or parameter ${target} of ${ownerId}`);
  return withLanes(document, ownerId, (lanes) => {
    const points = pointsFor(lanes, target) ?? [];
    return withPoints(lanes, target, changedPoints(points, command, range, document.frames));
  });
}

function changedPoints(points: Points, command: LaneCommand, range: ValueRange, frames: number): Points {
  switch (command.type) {
    case 'setLane':
      return checked(command.points ?? [], range, frames);
    case 'setPoint': {
      if (command.from !== undefined) findPoint(points, command.from);
      const others = points.filter((point) => point.at !== command.at && point.at !== command.from);
      const next = [...others, { at: command.at, value: command.value }].sort((a, b) => a.at - b.at);
      return checked(next, range, frames);
    }
    case 'removePoint':
      findPoint(points, command.at);
      return points.filter((point) => point.at !== command.at);
  }
}

function findPoint(points: Points, at: number): void {
  if (!points.some((point) => point.at === at)) throw new Error(`no automation point at ${at}`);
}

/** Points in ascending order, within the project and the range; of several at one sample, the last wins. */
function checked(
  points: readonly { readonly at: number; readonly value: number }[],
  range: ValueRange,
  frames: number,
): Points {
  const result: Points = [];
  for (const { at, value } of points) {
    if (!Number.isInteger(at) || at < 0 || at > frames) throw new Error(`no sample ${at} in the project`);
    const last = result.at(-1);
    if (last !== undefined && at < last.at) throw new Error('automation points must rise');
    if (last?.at === at) result.pop();
    result.push({ at, value: clampTo(value, range.min, range.max) });
  }
  return result;
}

function withPoints(lanes: AutomationLane[], target: string, points: Points): AutomationLane[] {
  const before = lanes.find((lane) => lane.target === target);
  if (points.length === 0) return before === undefined ? lanes : lanes.filter((lane) => lane !== before);
  if (before === undefined) return [...lanes, { target, points }];
  if (samePoints(before.points, points)) return lanes;
  const after = patched(before, { points });
  return lanes.map((lane) => (lane === before ? after : lane));
}

function samePoints(a: Points, b: Points): boolean {
  return (
    a.length === b.length &&
    a.every((point, index) => {
      const other = b[index];
      return other !== undefined && point.at === other.at && point.value === other.value;
    })
  );
}

import type { AutomationLane } from '../project/automation-lane.ts';

type Points = AutomationLane['points'];

/** Index of the last point at or before `at`, or -1. */
function pointBefore(points: Points, at: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function between(points: Points, index: number, at: number): number {
  if (index < 0) return points[0]!.value;
  const from = points[index]!;
  const to = points[index + 1];
  if (to === undefined) return from.value;
  return from.value + ((at - from.at) / (to.at - from.at)) * (to.value - from.value);
}

/** A lane's value at a sample: linearly interpolated between points, constant before the first and after the last. */
export function laneValue(points: Points, at: number): number {
  return between(points, pointBefore(points, at), at);
}

/** Sets `out[n]` to the lane's value at `position + n`; returns whether all values are equal. */
export function fillLane(points: Points, position: number, out: Float64Array): boolean {
  const last = position + out.length - 1;
  let index = pointBefore(points, position);
  const end = points[index + 1];
  const held = index === points.length - 1 || (index < 0 && end!.at >= last);
  if (held || (end!.at >= last && index >= 0 && points[index]!.value === end!.value)) {
    out.fill(between(points, index, position));
    return true;
  }
  for (let n = 0; n < out.length; n += 1) {
    const at = position + n;
    while (index + 1 < points.length && points[index + 1]!.at <= at) index += 1;
    out[n] = between(points, index, at);
  }
  return false;
}

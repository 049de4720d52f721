import type { FrameRange } from '../../engine/protocol.ts';

/** Edits of a passage by keyboard. Positions are samples of the project; ranges are half open and never empty. */

export type Edge = 'start' | 'end';

/**
 * Puts one edge of a passage at a position. Without a passage, or if the edges would cross, the other edge goes to the
 * start or end of the project. Returns null if nothing would be left.
 */
export function withEdge(
  range: FrameRange | null,
  edge: Edge,
  position: number,
  frames: number,
): FrameRange | null {
  const at = Math.round(Math.max(0, Math.min(frames, position)));
  if (edge === 'start') {
    if (at >= frames) return null;
    return { start: at, end: range !== null && range.end > at ? range.end : frames };
  }
  if (at <= 0) return null;
  return { start: range !== null && range.start < at ? range.start : 0, end: at };
}

/** Moves one edge by a number of samples; it stops one sample before the other edge. */
export function nudged(range: FrameRange, edge: Edge, by: number, frames: number): FrameRange {
  return edge === 'start'
    ? { ...range, start: Math.max(0, Math.min(range.end - 1, range.start + by)) }
    : { ...range, end: Math.min(frames, Math.max(range.start + 1, range.end + by)) };
}

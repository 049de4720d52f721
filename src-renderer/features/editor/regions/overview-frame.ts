import { clampView, type TimelineExtent, type TimelineView } from '../../../ui/timeline-view.ts';

export type FrameEdge = 'whole' | 'start' | 'end';

/** The least part of the project's width that the frame may be dragged to: wide enough to grab. */
const LEAST_PIXELS = 6;

/** The view after the overview's frame, or one edge of it, was dragged to a position in samples. */
export function framed(
  view: TimelineView,
  extent: TimelineExtent,
  edge: FrameEdge,
  to: number,
): TimelineView {
  const { frames, width } = extent;
  if (edge === 'whole') return clampView({ ...view, start: to }, extent);
  const least = (frames * LEAST_PIXELS) / width;
  const end = view.start + view.framesPerPixel * width;
  const at = Math.max(0, Math.min(frames, to));
  if (edge === 'start') {
    const start = Math.min(at, end - least);
    return clampView({ start, framesPerPixel: (end - start) / width }, extent);
  }
  return clampView({ ...view, framesPerPixel: Math.max(least, at - view.start) / width }, extent);
}

import type { GainRegion } from '../../../../src-shared/project/envelope.ts';
import type { FrameRange } from '../../../engine/protocol.ts';

/** What of a region a drag takes hold of. */
export type Grip = 'gain' | 'start' | 'end' | 'fadeIn' | 'fadeOut';

/** The passage that a region may fill without touching its neighbours. */
export function roomOf(regions: readonly GainRegion[], region: GainRegion, frames: number): FrameRange {
  const others = regions.filter(({ id }) => id !== region.id);
  return {
    start: others.findLast(({ end }) => end <= region.start)?.end ?? 0,
    end: others.find(({ start }) => start >= region.end)?.start ?? frames,
  };
}

/** The region, as it was when the drag began, with what is held moved to a sample or a gain. */
export function dragged(
  region: GainRegion,
  grip: Grip,
  to: { readonly frame: number; readonly gainDb: number },
  room: FrameRange,
): GainRegion {
  const { start, end, fadeIn, fadeOut } = region;
  const within = (low: number, high: number, value: number): number =>
    Math.max(low, Math.min(high, Math.round(value)));
  switch (grip) {
    case 'gain':
      return { ...region, gainDb: to.gainDb };
    case 'start':
      return { ...region, start: within(room.start, end - 1, to.frame) };
    case 'end':
      return { ...region, end: within(start + 1, room.end, to.frame) };
    case 'fadeIn':
      return {
        ...region,
        fadeIn: { ...fadeIn, frames: within(0, end - start - fadeOut.frames, to.frame - start) },
      };
    case 'fadeOut':
      return {
        ...region,
        fadeOut: { ...fadeOut, frames: within(0, end - start - fadeIn.frames, end - to.frame) },
      };
  }
}

import type { MixTrack } from './types.ts';

/** Nothing is panned: of one channel in, both sides out are equal. */
export function isCentred(track: MixTrack): boolean {
  const panLanes = track.automation.filter((lane) => lane.target === 'pan');
  return track.pan === 0 && panLanes.every((lane) => lane.points.every((point) => point.value === 0));
}

import type { MixTrack } from './types.ts';

/**
 * The channel count of an exported mix: one if every stem is mono and nothing is panned, so both sides would be
 * equal; otherwise two. The preview measures a one-channel mix like the exported file.
 * @param channels channel count of each track's stem
 */
export function mixChannels(channels: readonly number[], tracks: readonly MixTrack[]): 1 | 2 {
  return channels.every((count) => count === 1) && tracks.every(isCentred) ? 1 : 2;
}

function isCentred(track: MixTrack): boolean {
  const panLanes = track.automation.filter((lane) => lane.target === 'pan');
  return track.pan === 0 && panLanes.every((lane) => lane.points.every((point) => point.value === 0));
}

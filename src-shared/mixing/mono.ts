import type { StripEntry } from '../project/strip-entry.ts';
import { ROOMS } from '../project/limits.ts';
import { findProcessor } from './processors/registry.ts';
import { everSends } from './send.ts';
import type { MixSettings, MixTrack } from './types.ts';

/**
 * The channel count of an exported mix: one if every stem is mono and nothing is panned, widened, sent to a room or fitted to two ears, so
 * both sides would be equal; otherwise two. The preview measures a one-channel mix like the exported file.
 * @param channels channel count of each track's stem
 */
export function mixChannels(
  channels: readonly number[],
  { tracks, masterStrip = [], fitting = null }: Pick<MixSettings, 'tracks' | 'masterStrip' | 'fitting'>,
): 1 | 2 {
  if (fitting?.bypassed === false) return 2;
  const isMono =
    channels.every((count) => count === 1) && tracks.every(isCentred) && masterStrip.every(keepsMono);
  return isMono ? 1 : 2;
}

const ROOM_INDICES = Array.from({ length: ROOMS }, (_, room) => room);

function isCentred(track: MixTrack): boolean {
  const panLanes = track.automation.filter((lane) => lane.target === 'pan');
  return (
    track.pan === 0 &&
    panLanes.every((lane) => lane.points.every((point) => point.value === 0)) &&
    !ROOM_INDICES.some((room) => everSends(track, room)) &&
    track.strip.every(keepsMono)
  );
}

const keepsMono = (entry: StripEntry): boolean =>
  entry.bypassed || findProcessor(entry.processor, entry.version)?.makesStereo !== true;

import type { Room } from '../project/buses.ts';
import { clampToSpec, parameterValue } from './processors/parameters.ts';
import { DECAY } from './processors/room/room.ts';
import { everSends } from './send.ts';
import { entryTarget, pointsFor } from './targets.ts';
import { MIX_BLOCK, type MixSettings } from './types.ts';

/** Strips run for this long before the start of playback or a mixdown, so that filters and detectors settle. */
const PRE_ROLL_SECONDS = 0.5;

/**
 * A room has decayed by 60 dB after its decay, and by 102 dB after this many of it. Its pre-delay, its diffusers and the
 * longest way through its lines come before that.
 */
const DECAYS = 1.7;
const ROOM_DELAY_SECONDS = 0.3;

/**
 * How long a mix has to run before it sounds as in the whole: tracks settle, and then what they sent to rooms before that
 * fades. An impulse response need not fade towards its end.
 */
export function preRollSeconds({ tracks, rooms = [] }: Pick<MixSettings, 'tracks' | 'rooms'>): number {
  const decays = rooms
    .filter(({ processor }, index) => !processor.bypassed && tracks.some((track) => everSends(track, index)))
    .map((room) =>
      room.impulse === null
        ? (DECAYS * longestDecay(room)) / 1000 + ROOM_DELAY_SECONDS
        : room.impulse.frames / room.impulse.sampleRate,
    );
  return PRE_ROLL_SECONDS + Math.max(0, ...decays);
}

/** In milliseconds, at any time. */
function longestDecay({ processor, automation }: Room): number {
  const points = pointsFor(automation, entryTarget(processor.id, DECAY.id));
  if (points === null) return parameterValue(DECAY, processor.params);
  return Math.max(...points.map(({ value }) => clampToSpec(DECAY, value)));
}

/**
 * Where to start mixing so that `position` sounds as it does in the full mix: a multiple of MIX_BLOCK, at least 0.
 * @param position samples of the project
 */
export function preRollStart(position: number, sampleRate: number, seconds = PRE_ROLL_SECONDS): number {
  return Math.max(0, Math.floor((position - seconds * sampleRate) / MIX_BLOCK) * MIX_BLOCK);
}

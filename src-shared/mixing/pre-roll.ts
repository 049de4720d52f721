import { parameterValue } from './processors/parameters.ts';
import { DECAY } from './processors/room/room.ts';
import { everSends } from './send.ts';
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
 * How long a mix has to run before it sounds as in the whole: what tracks sent to rooms before has faded. An impulse
 * response need not fade towards its end, so tracks settle before its length begins.
 */
export function preRollSeconds({ tracks, rooms = [] }: Pick<MixSettings, 'tracks' | 'rooms'>): number {
  const decays = rooms
    .filter(({ processor }, index) => !processor.bypassed && tracks.some((track) => everSends(track, index)))
    .map(({ processor, impulse }) =>
      impulse === null
        ? (DECAYS * parameterValue(DECAY, processor.params)) / 1000 + ROOM_DELAY_SECONDS
        : PRE_ROLL_SECONDS + impulse.frames / impulse.sampleRate,
    );
  return Math.max(PRE_ROLL_SECONDS, ...decays);
}

/**
 * Where to start mixing so that `position` sounds as it does in the full mix: a multiple of MIX_BLOCK, at least 0.
 * @param position samples of the project
 */
export function preRollStart(position: number, sampleRate: number, seconds = PRE_ROLL_SECONDS): number {
  return Math.max(0, Math.floor((position - seconds * sampleRate) / MIX_BLOCK) * MIX_BLOCK);
}

import { MIX_BLOCK } from './types.ts';

/** Strips run for this long before a position that playback or a mixdown starts at: filters and detectors settle. */
const PRE_ROLL_SECONDS = 0.5;

/**
 * Where mixing begins so that `position` sounds as it does within the whole: a multiple of MIX_BLOCK, not before 0.
 * @param position samples of the project
 */
export function preRollStart(position: number, sampleRate: number): number {
  return Math.max(0, Math.floor((position - PRE_ROLL_SECONDS * sampleRate) / MIX_BLOCK) * MIX_BLOCK);
}

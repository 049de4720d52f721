import { MIX_BLOCK } from './types.ts';

/** Strips run for this long before the start of playback or a mixdown, so that filters and detectors settle. */
const PRE_ROLL_SECONDS = 0.5;

/**
 * Where to start mixing so that `position` sounds as it does in the full mix: a multiple of MIX_BLOCK, at least 0.
 * @param position samples of the project
 */
export function preRollStart(position: number, sampleRate: number): number {
  return Math.max(0, Math.floor((position - PRE_ROLL_SECONDS * sampleRate) / MIX_BLOCK) * MIX_BLOCK);
}

import type { Verdict } from '../contract/quality.ts';

/** At this SDR in dB, errors have a quarter of the player's energy. */
export const CLEAR_DB = 6;
/** Below this SDR in dB, the errors have more than two thirds of the player's energy. */
export const DOUBTFUL_DB = 1.5;

export function verdictOf(sdr: number): Verdict {
  if (sdr >= CLEAR_DB) return 'clear';
  return sdr >= DOUBTFUL_DB ? 'fair' : 'doubtful';
}

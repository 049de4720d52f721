import { levelAt, type Audiogram } from '../audiogram.ts';
import { hearingThresholdDbSpl } from '../camfit.ts';

/** From here on an ear with a loss hears as loudly as a normal one: recruitment is complete. */
export const COMPLETE_DB_SPL = 100;
/** The smallest range of levels that a loss is taken to leave above its threshold: it limits the slope. */
const LEAST_RANGE_DB = 10;

/** How levels at one frequency change. */
export interface Recruitment {
  /** Decibels of output for one of input, at least 1. */
  readonly slope: number;
  /** At every level, dB, at 0 or below. */
  readonly attenuationDb: number;
}

/**
 * Elevated threshold and loudness recruitment after B. C. J. Moore and B. R. Glasberg, JASA 94, 1993, and Y. Nejime and
 * B. C. J. Moore, JASA 102, 1997: levels in dB are expanded about the level of complete recruitment, so that what is at
 * the listener's threshold comes out at the threshold of normal hearing.
 */
export function recruitmentAt(audiogram: Audiogram, hz: number): Recruitment {
  const range = COMPLETE_DB_SPL - hearingThresholdDbSpl(hz);
  const loss = Math.max(0, levelAt(audiogram, hz));
  const recruited = Math.min(loss, Math.max(0, range - LEAST_RANGE_DB));
  const slope = range / (range - recruited);
  // What the limited slope leaves, so that the threshold is elevated by the whole loss.
  return { slope, attenuationDb: recruited < loss ? slope * (range - loss) - range : 0 };
}

/** The gain for a level, dB, at 0 or below. */
export function recruitmentGainDb({ slope, attenuationDb }: Recruitment, levelDbSpl: number): number {
  return attenuationDb - (slope - 1) * Math.max(0, COMPLETE_DB_SPL - levelDbSpl);
}

import type { PriorShape, SoundingNote } from '../../notes/prior.ts';
import { withPower } from '../power.ts';
import type { PieceShares, PieceTimes } from './sharpen.ts';

/** Semitones to either side of a note's pitch in which the model's posteriors speak for it. */
const NEAR_SEMITONES = 1;
/** Posterior from which on a note is taken at its word. Of right notes 95 % have more, of wrong notes half have less than 0.43. */
const BELIEVED = 0.3;

/** What the model hears in a piece. */
export interface Posteriors {
  /** Of the fundamentals, [slots, candidates, length]. */
  readonly data: Float32Array;
  readonly shape: Pick<PriorShape, 'lowestHz' | 'stepsPerOctave' | 'candidates'>;
}

/**
 * How far the model confirms a told note, 0 to 1: the posterior within a semitone of its pitch, averaged over the power of the
 * player's estimate while it sounds, relative to `BELIEVED`. One for a pitch that is none of the model's candidates.
 */
export function beliefIn(
  { onset, offset, pitch }: SoundingNote,
  slot: number,
  { data, shape: { lowestHz, stepsPerOctave, candidates } }: Posteriors,
  magnitudes: readonly Float32Array[],
  shares: PieceShares,
  { centres }: PieceTimes,
): number {
  const hertz = 440 * 2 ** ((pitch - 69) / 12);
  const nearest = Math.floor(stepsPerOctave * Math.log2(hertz / lowestHz) + 0.5);
  if (nearest < 0 || nearest >= candidates) return 1;
  const reach = Math.round((NEAR_SEMITONES * stepsPerOctave) / 12);
  const [first, end] = [Math.max(0, nearest - reach), Math.min(candidates, nearest + reach + 1)];
  let [confirmed, all] = [0, 0];
  for (const [frame, magnitude] of magnitudes.entries()) {
    if (centres[frame]! < onset || centres[frame]! >= offset) continue;
    const power = withPower(0, magnitude, shares.data, (slot * shares.length + frame) * shares.bins);
    for (let k = first; k < end; k += 1) {
      confirmed += power * data[(slot * candidates + k) * shares.length + frame]!;
    }
    all += power;
  }
  return all > 0 ? Math.min(1, confirmed / all / BELIEVED) : 1;
}

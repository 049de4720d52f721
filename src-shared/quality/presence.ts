import type { Stem } from '../contract/separation.ts';
import { verdictOf } from './verdict.ts';

/** A stem at least this far below the loudest player's stem contains hardly any signal. */
export const FAINT_DB = 20;

/**
 * Why a stem is unreliable, whatever it sounds like. `faint`: far below the others, as for a player who is not in the
 * recording; `mixed`: the errors are probably almost as strong as the player.
 */
export type Doubt = 'faint' | 'mixed';

type Judged = Pick<Stem, 'isRest' | 'rmsDbfs' | 'expectedSdr'>;

/** Level below the loudest player's stem, in dB; null for silence. */
export function levelBelow(stem: Judged, stems: readonly Judged[]): number | null {
  const levels = stems.flatMap(({ isRest, rmsDbfs }) => (isRest || rmsDbfs === null ? [] : [rmsDbfs]));
  return stem.rmsDbfs === null || levels.length === 0 ? null : Math.max(...levels) - stem.rmsDbfs;
}

/**
 * Combines level and estimated quality: a soft but clear stem is not doubted, nor is a loud one without an estimate.
 */
export function doubtOf(stem: Judged, stems: readonly Judged[]): Doubt | null {
  const verdict = stem.expectedSdr === null ? null : verdictOf(stem.expectedSdr);
  if (stem.isRest || verdict === 'clear') return null;
  const below = levelBelow(stem, stems);
  if (below !== null && below >= FAINT_DB) return 'faint';
  return verdict === 'doubtful' ? 'mixed' : null;
}

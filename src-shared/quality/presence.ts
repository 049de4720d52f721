import type { Stem } from '../contract/separation.ts';
import { verdictOf } from './verdict.ts';

/** A stem that lies this far below the loudest player's holds hardly anything. */
export const FAINT_DB = 20;

/**
 * Why a stem deserves little trust, whatever it sounds like. `faint`: far below the others, as where nobody plays it;
 * `mixed`: errors are likely nearly as strong as the player.
 */
export type Doubt = 'faint' | 'mixed';

type Judged = Pick<Stem, 'isRest' | 'rmsDbfs' | 'expectedSdr'>;

/** dB below the loudest player's stem; null for silence. */
export function levelBelow(stem: Judged, stems: readonly Judged[]): number | null {
  const levels = stems.flatMap(({ isRest, rmsDbfs }) => (isRest || rmsDbfs === null ? [] : [rmsDbfs]));
  return stem.rmsDbfs === null || levels.length === 0 ? null : Math.max(...levels) - stem.rmsDbfs;
}

/** By level and estimated quality together: what is soft and clear is not doubted, nor is what nobody judged yet. */
export function doubtOf(stem: Judged, stems: readonly Judged[]): Doubt | null {
  const verdict = stem.expectedSdr === null ? null : verdictOf(stem.expectedSdr);
  if (stem.isRest || verdict === 'clear') return null;
  const below = levelBelow(stem, stems);
  if (below !== null && below >= FAINT_DB) return 'faint';
  return verdict === 'doubtful' ? 'mixed' : null;
}

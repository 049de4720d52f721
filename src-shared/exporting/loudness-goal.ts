import type { LoudnessGoal } from '../contract/export.ts';

/** What a loudness goal asks of a mix. */
export interface GoalGain {
  /** Applied to the mix, groups and processed tracks. */
  readonly gainDb: number;
  /** The loudness that the mix then has; null for silence. */
  readonly integratedLufs: number | null;
  /** Null for digital silence. */
  readonly truePeakDbtp: number | null;
  /** The ceiling allows less than the target asks for. */
  readonly isLimited: boolean;
}

/**
 * One gain towards the target, as far as the ceiling allows it. Without a target the ceiling only lowers what exceeds
 * it. Silence stays as it is.
 */
export function goalGain(
  goal: LoudnessGoal,
  mix: { readonly integratedLufs: number | null; readonly truePeakDbtp: number | null },
): GoalGain {
  const { integratedLufs, truePeakDbtp } = mix;
  const wanted = goal.targetLufs === null || integratedLufs === null ? 0 : goal.targetLufs - integratedLufs;
  const allowed =
    goal.ceilingDbtp === null || truePeakDbtp === null ? Infinity : goal.ceilingDbtp - truePeakDbtp;
  const gainDb = Math.min(wanted, allowed);
  return {
    gainDb,
    integratedLufs: integratedLufs === null ? null : integratedLufs + gainDb,
    truePeakDbtp: truePeakDbtp === null ? null : truePeakDbtp + gainDb,
    isLimited: allowed < wanted,
  };
}

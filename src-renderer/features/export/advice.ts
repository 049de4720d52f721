import type { ExportLevels, LoudnessGoal } from '../../../src-shared/contract/export.ts';
import { goalGain, type GoalGain } from '../../../src-shared/exporting/loudness-goal.ts';

/** What measured levels mean for an export. */
export interface Advice {
  /** Null without a goal. */
  readonly goal: GoalGain | null;
  /** Files that would clip, by how much. */
  readonly clips: readonly { readonly player: string; readonly region: string; readonly overDb: number }[];
  /** Samples that would clip; null where a gain makes their number unknown. */
  readonly overs: number | null;
  /** The common gain, 0 or below, with which nothing clips; null where nothing does. */
  readonly helpsDb: number | null;
}

/** Rounding to a depth moves a peak by less. */
const TOLERANCE_DB = 0.001;
const HEADROOM_DB = 0.1;

/** @param hasCeiling whether the format clips: a depth in integers, or a lossy format */
export function adviceOn(
  levels: ExportLevels,
  goal: LoudnessGoal | null,
  gainDb: number,
  hasCeiling: boolean,
): Advice {
  const wanted = goal === null ? null : goalGain(goal, levels.mix);
  const total = (wanted?.gainDb ?? 0) + gainDb;
  const clips = hasCeiling
    ? levels.files.flatMap(({ player, region, peakDbfs }) =>
        peakDbfs !== null && peakDbfs + total > TOLERANCE_DB
          ? [{ player, region, overDb: peakDbfs + total }]
          : [],
      )
    : [];
  const rendered =
    clips.length === 0 ? null : gainDb - Math.max(...clips.map(({ overDb }) => overDb)) - HEADROOM_DB;
  const separated =
    hasCeiling && levels.separatedGainDb !== null && levels.separatedGainDb < gainDb
      ? levels.separatedGainDb
      : null;
  const needed = [rendered, separated].filter((value) => value !== null);
  return {
    goal: wanted,
    clips,
    overs: total === 0 ? levels.files.reduce((sum, { overs }) => sum + overs, 0) : null,
    helpsDb: needed.length === 0 ? null : Math.floor(Math.min(...needed) * 10) / 10,
  };
}

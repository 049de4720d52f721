import { gainToDb } from '../../../../src-shared/mixing/levels.ts';
import type { PlaybackEngine } from '../../../engine/engine.ts';
import type { MeterLevels } from '../../../ui/Meter.tsx';

/** The levels of a track by its index in the engine, or of the master; null while nothing plays. */
export function levelsOf(engine: PlaybackEngine, track: number | 'master'): MeterLevels | null {
  const meters = engine.meters();
  if (meters === null) return null;
  const { peak, meanSquare } = meters;
  const left = track === 'master' ? peak.length - 2 : 2 * track;
  if (left < 0 || left + 1 >= peak.length) return null;
  const pair = [left, left + 1];
  return {
    peakDb: pair.map((at) => gainToDb(peak[at] ?? 0)),
    rmsDb: pair.map((at) => gainToDb(Math.sqrt(meanSquare[at] ?? 0))),
  };
}

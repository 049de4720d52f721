import type { AutomationLane } from '../project/automation-lane.ts';
import { fillLane, laneValue } from './automation.ts';
import { dbToGain } from './levels.ts';
import { Deglitcher } from './smoothing.ts';
import { MIX_BLOCK } from './types.ts';

const SILENCE = new Float64Array(1);

type Points = AutomationLane['points'];

/** A level of a bus over time: a number in dB, or a lane in its place. Changes of either make no clicks. */
export class LevelCurve {
  /** Amplitude factors of the block that was filled last. */
  readonly gains = new Float64Array(MIX_BLOCK);
  readonly #steps: Deglitcher;
  #db: number;
  #points: Points | null = null;
  #changed = false;

  constructor(ramp: number, db = 0) {
    this.#steps = new Deglitcher(ramp);
    this.#db = db;
  }

  configure(db: number, points: Points | null): void {
    if (db === this.#db && points === this.#points) return;
    this.#db = db;
    this.#points = points;
    this.#changed = true;
  }

  reset(): void {
    this.#steps.reset();
    this.#changed = false;
  }

  /** Instead of `fill` for a block in which the level is silent: `gains` stay as they are. */
  skip(): void {
    this.#steps.apply(SILENCE, Number.NaN);
  }

  /** Sets `gains` for a block. `jumped`: the position does not follow the previous block. */
  fill(position: number, jumped: boolean): void {
    const { gains } = this;
    fillGains(this.#db, this.#points, position, gains);
    const moved = this.#changed || (jumped && this.#points !== null);
    this.#steps.apply(gains, moved ? gainAt(this.#db, this.#points, position - 1) : Number.NaN);
    this.#changed = false;
  }
}

/** A level's amplitude factor at a sample. */
export function gainAt(db: number, points: Points | null, at: number): number {
  return dbToGain(points === null ? db : laneValue(points, at));
}

/** Sets `out[n]` to the amplitude factor at `position + n`. @returns whether all are equal */
export function fillGains(db: number, points: Points | null, position: number, out: Float64Array): boolean {
  if (points === null || fillLane(points, position, out)) {
    out.fill(dbToGain(points === null ? db : out[0]!));
    return true;
  }
  for (let n = 0; n < out.length; n += 1) out[n] = dbToGain(out[n]!);
  return false;
}

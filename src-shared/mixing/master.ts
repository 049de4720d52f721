import type { AutomationLane } from '../project/automation-lane.ts';
import type { StripEntry } from '../project/strip-entry.ts';
import { LevelCurve } from './level-curve.ts';
import { Limiter, limiterFrames, LIMITER } from './processors/limiter/limiter.ts';
import { defaultParams } from './processors/parameters.ts';
import { PlayingStrip } from './strip.ts';
import { pointsFor } from './targets.ts';
import { MIX_BLOCK, type MixSettings } from './types.ts';

const NO_STRIP: readonly StripEntry[] = [];
const NO_LANES: readonly AutomationLane[] = [];

/**
 * What the sum of all tracks passes: the fader, the strip, then the limiter. The limiter's delay is there whether it
 * works or not, so nothing moves when it is switched.
 */
export class PlayingMaster {
  readonly latency: number;
  readonly #strip: PlayingStrip;
  readonly #limiter: Limiter;
  readonly #level: LevelCurve;
  readonly #channels: Float32Array[] = [];
  #entries: readonly StripEntry[] = NO_STRIP;
  #limiterParams: Readonly<Record<string, number>> = defaultParams(LIMITER.parameters);

  constructor(sampleRate: number, ramp: number) {
    this.latency = limiterFrames(sampleRate);
    this.#strip = new PlayingStrip(sampleRate, ramp);
    this.#limiter = new Limiter(sampleRate, ramp);
    this.#level = new LevelCurve(ramp);
  }

  get gainReductionDb(): number {
    return this.#strip.gainReductionDb + this.#limiter.gainReductionDb;
  }

  configure(settings: MixSettings): void {
    const { masterGainDb, masterAutomation = NO_LANES, masterStrip: entries = NO_STRIP, limiter } = settings;
    this.#level.configure(masterGainDb, pointsFor(masterAutomation, 'gainDb'));
    if (entries !== this.#entries) this.#strip.configure(entries, []);
    this.#entries = entries;
    if (limiter !== undefined) this.#limiterParams = limiter.params;
    this.#limiter.switch(limiter?.bypassed === false);
  }

  reset(): void {
    this.#strip.reset();
    this.#limiter.reset();
    this.#level.reset();
  }

  /** Writes the output, which is `latency` frames late, for a block of the sum. */
  process(
    sumLeft: Float64Array,
    sumRight: Float64Array,
    position: number,
    jumped: boolean,
    left: Float32Array,
    right: Float32Array,
  ): void {
    this.#level.fill(position, jumped);
    const { gains } = this.#level;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      left[n] = sumLeft[n]! * gains[n]!;
      right[n] = sumRight[n]! * gains[n]!;
    }
    this.#channels[0] = left;
    this.#channels[1] = right;
    this.#strip.process(this.#channels, position, jumped);
    this.#limiter.process(left, right, this.#limiterParams);
  }
}

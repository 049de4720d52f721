import type { AutomationLane } from '../project/automation-lane.ts';
import type { StripEntry } from '../project/strip-entry.ts';
import { Knobs } from './knobs.ts';
import { PlayingFitting, safeCeilingDb } from './fitting.ts';
import { LevelCurve } from './level-curve.ts';
import { Limiter, limiterFrames, LIMITER, LIMITER_INPUT } from './processors/limiter/limiter.ts';
import { PlayingStrip } from './strip.ts';
import { entryTarget, pointsFor } from './targets.ts';
import { MIX_BLOCK, type MixSettings } from './types.ts';

const NO_STRIP: readonly StripEntry[] = [];
const NO_LANES: readonly AutomationLane[] = [];

/**
 * What the sum of all tracks passes: the fader, the strip, the fitting, then the limiter. The delays of the fitting and
 * the limiter are there whether they work or not, so nothing moves when they are switched.
 */
export class PlayingMaster {
  readonly #strip: PlayingStrip;
  readonly #fitting: PlayingFitting;
  readonly #limiter: Limiter;
  readonly #level: LevelCurve;
  readonly #channels: Float32Array[] = [];
  #entries: readonly StripEntry[] = NO_STRIP;
  readonly #limiterKnobs: Knobs;
  #lanes: readonly AutomationLane[] = NO_LANES;
  #limiterEntry: Pick<StripEntry, 'id' | 'params'> = { id: LIMITER.id, params: {} };
  /** Whether the user switched the limiter on. */
  #limits = false;
  readonly #limiterDelay: number;
  #sinceFitted = Infinity;
  #isGuarding = false;
  #safeDb = 0;

  constructor(sampleRate: number, ramp: number) {
    this.#limiterDelay = limiterFrames(sampleRate);
    this.#strip = new PlayingStrip(sampleRate, ramp);
    this.#fitting = new PlayingFitting(sampleRate, ramp);
    this.#limiter = new Limiter(sampleRate, ramp);
    this.#limiterKnobs = new Knobs(LIMITER.parameters, ramp);
    this.#level = new LevelCurve(ramp);
  }

  get latency(): number {
    return this.#fitting.delay + this.#limiterDelay;
  }

  get gainReductionDb(): number {
    return this.#strip.gainReductionDb + this.#limiter.gainReductionDb;
  }

  configure(settings: MixSettings): void {
    const {
      masterGainDb,
      masterAutomation: lanes = NO_LANES,
      masterStrip: entries = NO_STRIP,
      fitting = null,
      limiter,
    } = settings;
    this.#level.configure(masterGainDb, pointsFor(lanes, 'gainDb'));
    if (entries !== this.#entries || lanes !== this.#lanes) this.#strip.configure(entries, lanes);
    this.#entries = entries;
    this.#lanes = lanes;
    this.#fitting.configure(fitting);
    const limits = limiter?.bypassed === false;
    if (limiter !== undefined) this.#limiterEntry = limiter;
    this.#followLimiter(lanes, limits);
    this.#limits = limits;
    // The limit of a fitting that fades out holds until it is gone.
    if (fitting?.bypassed === false) this.#safeDb = safeCeilingDb(fitting, 0);
    this.#guard(0);
  }

  #followLimiter(lanes: readonly AutomationLane[], limits: boolean): void {
    const { id, params } = this.#limiterEntry;
    if (limits) {
      this.#limiterKnobs.update({ id, params }, lanes);
      return;
    }
    // What protects the listener's ears adds no gain that the user switched off.
    const input = entryTarget(id, LIMITER_INPUT.id);
    this.#limiterKnobs.update(
      { id, params: { ...params, [LIMITER_INPUT.id]: LIMITER_INPUT.default } },
      lanes.filter(({ target }) => target !== input),
    );
  }

  /** Keeps the limiter on while anything of a fitting is still to come out of it. */
  #guard(frames: number): void {
    this.#sinceFitted = this.#fitting.isHeard ? 0 : this.#sinceFitted + frames;
    this.#isGuarding = this.#sinceFitted <= this.#limiterDelay + MIX_BLOCK;
    this.#limiter.switch(this.#limits || this.#isGuarding);
  }

  reset(): void {
    this.#strip.reset();
    this.#fitting.reset();
    this.#sinceFitted = Infinity;
    this.#guard(0);
    this.#limiter.reset();
    this.#limiterKnobs.reset();
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
    this.#fitting.process(left, right, this.#limiter.isOn);
    this.#guard(MIX_BLOCK);
    // The limiter hears what the fitting is late by.
    const params = this.#limiterKnobs.follow(position - this.#fitting.delay, jumped);
    this.#limiter.process(left, right, params, this.#isGuarding ? this.#safeDb : 0);
  }
}

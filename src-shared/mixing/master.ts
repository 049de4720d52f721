import type { StripEntry } from '../project/strip-entry.ts';
import { dbToGain } from './levels.ts';
import { Limiter, limiterFrames, LIMITER } from './processors/limiter/limiter.ts';
import { defaultParams } from './processors/parameters.ts';
import { Deglitcher } from './smoothing.ts';
import { PlayingStrip } from './strip.ts';
import { MIX_BLOCK } from './types.ts';

const NO_STRIP: readonly StripEntry[] = [];

/**
 * What the sum of all tracks passes: the fader, the strip, then the limiter. The limiter's delay is there whether it
 * works or not, so nothing moves when it is switched.
 */
export class PlayingMaster {
  readonly latency: number;
  readonly #strip: PlayingStrip;
  readonly #limiter: Limiter;
  readonly #steps: Deglitcher;
  readonly #gains = new Float64Array(MIX_BLOCK);
  readonly #channels: Float32Array[] = [];
  #entries: readonly StripEntry[] = NO_STRIP;
  #limiterParams: Readonly<Record<string, number>> = defaultParams(LIMITER.parameters);
  #gainDb = 0;
  #changed = false;

  constructor(sampleRate: number, ramp: number) {
    this.latency = limiterFrames(sampleRate);
    this.#strip = new PlayingStrip(sampleRate, ramp);
    this.#limiter = new Limiter(sampleRate, ramp);
    this.#steps = new Deglitcher(ramp);
  }

  get gainReductionDb(): number {
    return this.#strip.gainReductionDb + this.#limiter.gainReductionDb;
  }

  configure(gainDb: number, strip: readonly StripEntry[] | undefined, limiter: StripEntry | undefined): void {
    if (gainDb !== this.#gainDb) {
      this.#gainDb = gainDb;
      this.#changed = true;
    }
    const entries = strip ?? NO_STRIP;
    if (entries !== this.#entries) this.#strip.configure(entries, []);
    this.#entries = entries;
    if (limiter !== undefined) this.#limiterParams = limiter.params;
    this.#limiter.switch(limiter?.bypassed === false);
  }

  reset(): void {
    this.#strip.reset();
    this.#limiter.reset();
    this.#steps.reset();
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
    const gain = dbToGain(this.#gainDb);
    this.#gains.fill(gain);
    this.#steps.apply(this.#gains, this.#changed ? gain : Number.NaN);
    this.#changed = false;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      left[n] = sumLeft[n]! * this.#gains[n]!;
      right[n] = sumRight[n]! * this.#gains[n]!;
    }
    this.#channels[0] = left;
    this.#channels[1] = right;
    this.#strip.process(this.#channels, position, jumped);
    this.#limiter.process(left, right, this.#limiterParams);
  }
}

import { dbToGain } from './levels.ts';
import { Deglitcher } from './smoothing.ts';
import { MIX_BLOCK } from './types.ts';

const SILENCE = new Float64Array(1);

/** A level that moves without clicks, between a track and a room. */
export class Send {
  readonly #steps: Deglitcher;
  readonly #gains = new Float64Array(MIX_BLOCK);
  #gain = 0;
  #changed = false;
  /** Nothing is sent, nor fading out. */
  #silent = true;

  constructor(ramp: number) {
    this.#steps = new Deglitcher(ramp);
  }

  configure(db: number): void {
    const gain = dbToGain(db);
    if (gain === this.#gain) return;
    this.#gain = gain;
    this.#changed = true;
    this.#silent = false;
  }

  reset(): void {
    this.#steps.reset();
    this.#silent = this.#gain === 0;
  }

  /** Adds a block of a track at this level. @returns whether anything was added */
  addTo(left: Float64Array, right: Float64Array, fromLeft: Float64Array, fromRight: Float64Array): boolean {
    if (this.#silent) {
      this.#steps.apply(SILENCE, Number.NaN);
      return false;
    }
    this.#gains.fill(this.#gain);
    this.#steps.apply(this.#gains, this.#changed ? this.#gain : Number.NaN);
    this.#changed = false;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      left[n]! += this.#gains[n]! * fromLeft[n]!;
      right[n]! += this.#gains[n]! * fromRight[n]!;
    }
    this.#silent = this.#gain === 0 && this.#gains[MIX_BLOCK - 1] === 0;
    return true;
  }
}

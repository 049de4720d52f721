import type { LiveOptions } from '../live-protocol.ts';

/** The wait is the longest time that stems needed, times this, plus this. */
const FACTOR = 1.25;
/** What is made of the longest time of a trial, which is too short to see the rare late ones. */
const TRIAL_FACTOR = 1.4;
const RESERVE_SECONDS = 0.012;
/** In which half of the longest time is forgotten. */
const HALF_LIFE_SECONDS = 600;

/**
 * How long the stems of a block are to be waited for: longer than the longest time that they needed lately. One that is
 * later than all others lengthens the wait at once; minutes without one shorten it.
 */
export class LiveCushion {
  readonly #least: number;
  readonly #most: number;
  readonly #reserve: number;
  readonly #halfLife: number;
  /** The longest time in samples, falling. */
  #longest = 0;

  constructor(sampleRate: number, { least, most }: Pick<LiveOptions, 'least' | 'most'>) {
    this.#least = least;
    this.#most = most;
    this.#reserve = RESERVE_SECONDS * sampleRate;
    this.#halfLife = HALF_LIFE_SECONDS * sampleRate;
  }

  /** @param samples from the end of a block until its stems arrived */
  arrived(samples: number): void {
    this.#longest = Math.max(this.#longest, samples);
  }

  /** @param samples that went by since the last call */
  pass(samples: number): void {
    this.#longest *= 0.5 ** (samples / this.#halfLife);
  }

  /** Whatever arrived so far does not count. */
  forget(): void {
    this.#longest = 0;
  }

  /** Whatever arrived so far was a trial. */
  endTrial(): void {
    this.#longest *= TRIAL_FACTOR;
  }

  /** @param wait which the buffer was forced to: no shorter one is wanted for the time being */
  need(wait: number): void {
    this.#longest = Math.max(this.#longest, (wait - this.#reserve) / FACTOR);
  }

  /** Samples to wait after the end of a block. */
  get wait(): number {
    return Math.round(Math.min(this.#most, Math.max(this.#least, FACTOR * this.#longest + this.#reserve)));
  }
}

import type { LiveOptions } from '../live-protocol.ts';

/** The wait is the longest time that stems needed, times this, plus this. */
const FACTOR = 1.25;
const RESERVE_SECONDS = 0.012;
/** What is added at first, and in which half of it is gone: a trial is too short to see the rare late ones. */
const CAUTION_SECONDS = 0.04;
const CAUTION_HALF_LIFE_SECONDS = 60;
/** In which half of the longest time is forgotten. */
const HALF_LIFE_SECONDS = 600;

/**
 * How long the stems of a block are to be waited for: longer than the longest time that they needed lately. A block that is
 * later than all others lengthens the wait at once; minutes without one shorten it.
 */
export class LiveCushion {
  readonly #least: number;
  readonly #most: number;
  readonly #reserve: number;
  readonly #sampleRate: number;
  #caution = 0;
  /** The longest time in samples, falling. */
  #longest = 0;

  constructor(sampleRate: number, { least, most }: Pick<LiveOptions, 'least' | 'most'>) {
    this.#least = least;
    this.#most = most;
    this.#reserve = RESERVE_SECONDS * sampleRate;
    this.#sampleRate = sampleRate;
  }

  /** @param samples from the end of a block until its stems arrived */
  arrived(samples: number): void {
    this.#longest = Math.max(this.#longest, samples);
  }

  /** @param samples that went by since the last call */
  pass(samples: number): void {
    const seconds = samples / this.#sampleRate;
    this.#longest *= 0.5 ** (seconds / HALF_LIFE_SECONDS);
    this.#caution *= 0.5 ** (seconds / CAUTION_HALF_LIFE_SECONDS);
  }

  /** Whatever arrived so far does not count. */
  forget(): void {
    this.#longest = 0;
  }

  /** Whatever arrived so far was a trial. */
  endTrial(): void {
    this.#caution = CAUTION_SECONDS * this.#sampleRate;
  }

  /** @param wait which the buffer was forced to: no shorter one is wanted for the time being */
  need(wait: number): void {
    this.#longest = Math.max(this.#longest, (wait - this.#reserve) / FACTOR);
  }

  /** Samples to wait after the end of a block. */
  get wait(): number {
    const wait = FACTOR * this.#longest + this.#reserve + this.#caution;
    return Math.round(Math.min(this.#most, Math.max(this.#least, wait)));
  }
}

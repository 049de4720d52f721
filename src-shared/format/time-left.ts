/** Below this the speed says little about what is to come. */
const MIN_SECONDS = 1;
const MIN_PROGRESS = 0.005;
/** Weight of the newest measurement against those before it, for one second of it. */
const FORGET_PER_SECOND = 0.1;

/**
 * Estimates the time a job still takes from how fast it went: an exponentially forgetting mean of the speed,
 * begun anew with each run, so that a resumed job's head start does not count as speed.
 */
export class TimeLeft {
  readonly #startedAt: number;
  #begin: number | null = null;
  #last: { readonly done: number; readonly at: number } | null = null;
  /** Progress (0 to 1) per second. */
  #speed: number | null = null;
  /** What the work itself said, and when; it knows better. */
  #told: { readonly seconds: number | null; readonly at: number } | null = null;

  /** @param now seconds on any steady clock, as in every other call */
  constructor(now: number) {
    this.#startedAt = now;
  }

  /**
   * @param done 0 to 1
   * @param told seconds that the work itself expects to take, null while it can't tell; left out where it never does
   */
  update(done: number, now: number, told?: number | null): void {
    this.#told = told === undefined ? null : { seconds: told, at: now };
    if (this.#last === null || this.#begin === null) {
      this.#begin = done;
      this.#last = { done, at: now };
      return;
    }
    const seconds = now - this.#last.at;
    if (seconds < 0.2) return;
    const speed = (done - this.#last.done) / seconds;
    const keep = (1 - FORGET_PER_SECOND) ** seconds;
    this.#speed = this.#speed === null ? speed : keep * this.#speed + (1 - keep) * speed;
    this.#last = { done, at: now };
  }

  /** Whole seconds from `now` to the end, or null while too little was seen. */
  at(now: number): number | null {
    if (this.#told !== null) {
      const { seconds, at } = this.#told;
      return seconds === null ? null : Math.max(0, Math.round(seconds - (now - at)));
    }
    if (this.#last === null || this.#begin === null || this.#speed === null || this.#speed <= 0) return null;
    if (now - this.#startedAt < MIN_SECONDS || this.#last.done - this.#begin < MIN_PROGRESS) return null;
    return Math.max(0, Math.round((1 - this.#last.done) / this.#speed - (now - this.#last.at)));
  }
}

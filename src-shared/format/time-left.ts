/** With less elapsed time or progress than this, the speed is not a reliable predictor. */
const MIN_SECONDS = 1;
const MIN_PROGRESS = 0.005;
/** Weight of one second of new measurement relative to the previous mean. */
const FORGET_PER_SECOND = 0.1;

/**
 * Estimates a job's remaining time from an exponentially decaying mean of its speed. Each run starts a new mean, so
 * that the progress a resumed job starts with does not count as speed.
 */
export class TimeLeft {
  readonly #startedAt: number;
  #begin: number | null = null;
  #last: { readonly done: number; readonly at: number } | null = null;
  /** Progress (0 to 1) per second. */
  #speed: number | null = null;
  /** The task's own estimate and when it was reported; it takes precedence. */
  #told: { readonly seconds: number | null; readonly at: number } | null = null;

  /** @param now seconds on any monotonic clock, as in every other call */
  constructor(now: number) {
    this.#startedAt = now;
  }

  /**
   * @param done 0 to 1
   * @param told the task's own estimate in seconds, null while it has none; omitted if the task never provides one
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

  /** Whole seconds from `now` to the end, or null if there is too little data. */
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

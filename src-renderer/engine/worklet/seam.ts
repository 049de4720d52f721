/**
 * Joins a loop's end to its start without a click: the step between the last sample before the jump and the
 * first one after it is removed by a linear ramp. Unlike a crossfade, this needs no audio from outside the
 * loop and preserves its length.
 */
export class Seam {
  readonly #frames: number;
  #step = 0;
  #left = 0;

  constructor(frames: number) {
    this.#frames = frames;
  }

  /** `before`: the last sample handed out; `after`: the first one of the loop's start. */
  begin(before: number, after: number): void {
    this.#step = before - after;
    this.#left = this.#frames;
  }

  next(sample: number): number {
    if (this.#left === 0) return sample;
    const joined = sample + (this.#step * this.#left) / this.#frames;
    this.#left -= 1;
    return joined;
  }

  forget(): void {
    this.#left = 0;
  }
}

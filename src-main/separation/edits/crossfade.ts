/** Samples of a separation's passage, half open. */
export interface EditRange {
  readonly from: number;
  readonly to: number;
}

/**
 * How an edit fades into the stems around it: a raised cosine over `fade` samples, centred on either end of the range.
 * The weights of old and new sum to one (equal gain): both are estimates of one stem of one recording, so their
 * sum keeps its level, and two sets of stems that each sum to the recording do so in between as well. Equal
 * power, which is for unrelated signals, would raise the level by up to 3 dB.
 */
export class EditFade {
  /** The samples that the edit alters. */
  readonly reach: EditRange;
  readonly range: EditRange;
  readonly #half: number;
  readonly #length: number;

  /**
   * @param length of the passage in samples: there is no fade at its own ends, where nothing lies beyond
   * @param fade in samples; shortened for a range that is shorter than it
   */
  constructor(range: EditRange, fade: number, length: number) {
    if (!(range.from >= 0 && range.to > range.from && range.to <= length)) {
      throw new RangeError(`the range ${range.from} to ${range.to} does not lie in ${length} samples`);
    }
    this.range = range;
    this.#length = length;
    this.#half = Math.floor(Math.min(fade, range.to - range.from) / 2);
    this.reach = { from: Math.max(0, range.from - this.#half), to: Math.min(length, range.to + this.#half) };
  }

  /** The weight of what the edit makes, 0 to 1; the rest is what was there before. */
  weight(sample: number): number {
    const into = this.range.from === 0 ? 1 : this.#rise(sample - this.range.from);
    const out = this.range.to === this.#length ? 1 : this.#rise(this.range.to - 1 - sample);
    return Math.min(into, out);
  }

  /** @param at samples past the middle of the fade */
  #rise(at: number): number {
    if (at >= this.#half) return 1;
    if (at < -this.#half) return 0;
    return Math.sin((Math.PI / 4) * ((at + 0.5) / this.#half + 1)) ** 2;
  }
}

/** Lengths of the lines in milliseconds at scale 1, without common factors at usual rates. */
const LENGTHS_MS = [
  29.03, 31.37, 34.11, 37.19, 40.57, 43.91, 47.29, 51.13, 55.31, 59.77, 64.03, 68.21, 73.43, 79.37, 85.81,
  92.57,
] as const;
const LINES = LENGTHS_MS.length;

/**
 * A feedback delay network (J.-M. Jot and A. Chaigne, "Digital delay networks for designing artificial reverberators",
 * AES 90th Convention, 1991): sixteen lines, mixed by an orthogonal Hadamard matrix, each with a one-pole low-pass. A
 * line of d samples has the gain 10^(-3·d / (T60·rate)) at low frequencies, so that the whole decays by 60 dB in T60; at
 * the damping frequency the decay takes half as long.
 */
export class FeedbackLines {
  readonly #sampleRate: number;
  readonly #buffers: readonly Float64Array[];
  readonly #lengths = new Int32Array(LINES);
  readonly #at = new Int32Array(LINES);
  /** Each line's low-pass: what it takes of its line, and of itself; those before that it moves from over a block. */
  readonly #feeds = new Float64Array(LINES);
  readonly #poles = new Float64Array(LINES);
  readonly #oldFeeds = new Float64Array(LINES);
  readonly #oldPoles = new Float64Array(LINES);
  readonly #damped = new Float64Array(LINES);
  readonly #mixed = new Float64Array(LINES);
  #level = 0;
  #oldLevel = 0;
  #tuned = false;
  #moving = false;

  /** @param longest the greatest scale that `resize` will be given */
  constructor(sampleRate: number, longest: number) {
    this.#sampleRate = sampleRate;
    this.#buffers = LENGTHS_MS.map(
      (ms) => new Float64Array(Math.ceil((ms / 1000) * longest * sampleRate) + 1),
    );
    this.resize(1);
  }

  /** Sets the lengths, and forgets what sounds. */
  resize(scale: number): void {
    LENGTHS_MS.forEach((ms, line) => {
      // Odd lengths have fewer common factors.
      this.#lengths[line] = 2 * Math.floor(((ms / 1000) * scale * this.#sampleRate) / 2) + 1;
    });
    this.reset();
  }

  /**
   * Moves to another decay over the next block; the first one takes effect at once.
   * @param decaySeconds T60 at low frequencies
   */
  tune(decaySeconds: number, dampingHz: number): void {
    this.#oldFeeds.set(this.#feeds);
    this.#oldPoles.set(this.#poles);
    this.#oldLevel = this.#level;
    this.#moving = this.#tuned;
    this.#tuned = true;
    const cosine = Math.cos((2 * Math.PI * Math.min(dampingHz, 0.45 * this.#sampleRate)) / this.#sampleRate);
    let square = 0;
    for (let line = 0; line < LINES; line += 1) {
      const gain = 10 ** ((-3 * this.#lengths[line]!) / (decaySeconds * this.#sampleRate));
      // |(1 - p) / (1 - p·z⁻¹)| = gain at the damping frequency, for the total of gain².
      const a = 1 - gain * gain;
      const b = 1 - gain * gain * cosine;
      const pole = (b - Math.sqrt(Math.max(0, b * b - a * a))) / a;
      this.#feeds[line] = gain * (1 - pole);
      this.#poles[line] = pole;
      square += gain * gain;
    }
    // The energy of orthogonal feedback is that of the input over 1 - gain².
    this.#level = Math.sqrt(1 - square / LINES);
  }

  reset(): void {
    for (const buffer of this.#buffers) buffer.fill(0);
    this.#damped.fill(0);
    this.#tuned = false;
    this.#moving = false;
  }

  /** Replaces the input of both sides by what the lines give. */
  process(left: Float32Array, right: Float32Array, frames: number): void {
    const mixed = this.#mixed;
    const moving = this.#moving;
    for (let n = 0; n < frames; n += 1) {
      // How much of the way from the old values is still to go.
      const toGo = moving ? 1 - (n + 1) / frames : 0;
      const level = this.#level + toGo * (this.#oldLevel - this.#level);
      let outLeft = 0;
      let outRight = 0;
      for (let line = 0; line < LINES; line += 1) {
        const out = this.#buffers[line]![this.#at[line]!]!;
        let feed = this.#feeds[line]!;
        let pole = this.#poles[line]!;
        if (moving) {
          feed += toGo * (this.#oldFeeds[line]! - feed);
          pole += toGo * (this.#oldPoles[line]! - pole);
        }
        const damped = feed * out + pole * this.#damped[line]!;
        this.#damped[line] = Math.abs(damped) < 1e-30 ? 0 : damped;
        mixed[line] = damped;
        // Each side hears half of the lines, with changing signs.
        const sign = (line & 2) === 0 ? 1 : -1;
        if ((line & 1) === 0) outLeft += sign * out;
        else outRight += sign * out;
      }
      hadamard(mixed);
      const inLeft = left[n]! / SPREAD;
      const inRight = right[n]! / SPREAD;
      for (let line = 0; line < LINES; line += 1) {
        const at = this.#at[line]!;
        this.#buffers[line]![at] = mixed[line]! / 4 + ((line & 1) === 0 ? inLeft : inRight);
        this.#at[line] = at + 1 >= this.#lengths[line]! ? 0 : at + 1;
      }
      left[n] = level * outLeft;
      right[n] = level * outRight;
    }
    this.#moving = false;
  }
}

/** Eight lines share the input of a side. */
const SPREAD = Math.sqrt(LINES / 2);

/** The fast Walsh-Hadamard transform of sixteen values, in place; orthogonal after division by 4. */
function hadamard(values: Float64Array): void {
  for (let half = 1; half < LINES; half *= 2) {
    for (let start = 0; start < LINES; start += 2 * half) {
      for (let i = start; i < start + half; i += 1) {
        const a = values[i]!;
        const b = values[i + half]!;
        values[i] = a + b;
        values[i + half] = a - b;
      }
    }
  }
}

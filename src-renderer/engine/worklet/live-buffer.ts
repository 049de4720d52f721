import { SINC_REACH, SincReader } from '../../../src-shared/dsp/stretch/sinc.ts';
import { MIX_BLOCK } from '../../../src-shared/mixing/types.ts';
import type { LiveOptions } from '../live-protocol.ts';

/** What a gap adds to the turnaround, at its beginning and then each time it has lasted as long again. */
const STEP_SECONDS = 0.01;
const AGAIN_SECONDS = 0.1;
/**
 * The turnaround glides by a sample in so many: 1 ms a second, a change of pitch of 1.7 cents, which is a third of the
 * smallest that listeners notice (about 5 cents; Zwicker and Fastl, Psychoacoustics, 7.2).
 */
export const GLIDE = 1024;
/** Samples after a gap before the turnaround glides: what lies before it is not the sound's own past. */
const SETTLED = 1024;

/**
 * The stems that wait for their turn at the output. A block whose stems are late begins a gap, which delays all that
 * follows a little, so that the next ones have more time. What is still late then is left out, never played late.
 */
export class LiveBuffer {
  readonly #block: number;
  readonly #most: number;
  readonly #step: number;
  readonly #again: number;
  /** The samples of each stem at their place modulo the length, a power of two. */
  readonly #rings: readonly Float64Array[];
  readonly #reader = new SincReader(1);
  /** The block under the output. */
  #index = -1;
  /** Blocks that are there and not yet played to their end. */
  readonly #arrived = new Set<number>();
  #turnaround: number;
  /** Where the turnaround glides to. */
  #aim: number;
  /** What the turnaround is longer while it glides, in parts of GLIDE; below GLIDE. */
  #part = 0;
  /** The sample of the input under the output. */
  #source = 0;
  /** The first sample of the input that was not played: a growing turnaround goes back behind it, and waits there. */
  #from = 0;
  #isGap = false;
  /** The first sample of the input with which a lasting gap lengthens the turnaround again. */
  #growsAt = 0;
  #dropouts = 0;
  /** The last block that was counted as a dropout. */
  #lost = -1;

  constructor(sampleRate: number, { stems, block, most }: LiveOptions) {
    this.#block = block;
    this.#most = block + most;
    this.#turnaround = this.#most;
    this.#aim = this.#most;
    this.#step = Math.ceil((STEP_SECONDS * sampleRate) / MIX_BLOCK) * MIX_BLOCK;
    this.#again = Math.round(AGAIN_SECONDS * sampleRate);
    const length = 2 ** Math.ceil(Math.log2(this.#most + block + 2 * SINC_REACH + MIX_BLOCK));
    this.#rings = Array.from({ length: stems }, () => new Float64Array(length));
  }

  get turnaround(): number {
    return this.#turnaround;
  }

  get dropouts(): number {
    return this.#dropouts;
  }

  /** Whether the output is silent because stems are late. */
  get isGap(): boolean {
    return this.#isGap;
  }

  /** @param frame the output's, at which the stems arrive */
  put(block: number, stems: readonly Float32Array[], frame: number): void {
    const from = block * this.#block;
    if (from + this.#block + this.#turnaround <= frame) return;
    this.#arrived.add(block);
    for (const [stem, ring] of this.#rings.entries()) {
      const samples = stems[stem];
      for (let n = 0; n < this.#block; n += 1) ring[(from + n) & (ring.length - 1)] = samples?.[n] ?? 0;
    }
  }

  /** Plays from an output frame on, this much later than the input; what has arrived by then is kept for it. */
  begin(frame: number, turnaround: number): void {
    this.#turnaround = turnaround;
    this.#aim = turnaround;
    this.#from = Math.max(0, frame - turnaround);
    for (const block of this.#arrived) {
      if ((block + 1) * this.#block <= this.#from) this.#arrived.delete(block);
    }
  }

  /** Lets the turnaround glide to another length, inaudibly. */
  aim(turnaround: number): void {
    if (!this.#isGap && this.#source >= this.#from + SETTLED) this.#aim = Math.min(this.#most, turnaround);
  }

  /** @returns whether there is sound at an output frame; frames are asked for in their order, each once */
  seek(frame: number): boolean {
    if (this.#aim !== this.#turnaround || this.#part !== 0) this.#glide();
    const source = frame - this.#turnaround;
    if (source < this.#from) return false;
    const index = Math.floor(source / this.#block);
    const reach = this.#part === 0 ? index : Math.floor((source + SINC_REACH) / this.#block);
    const missing = this.#arrived.has(index) ? (this.#arrived.has(reach) ? null : reach) : index;
    if (missing !== null) {
      this.#miss(source, missing);
      return false;
    }
    this.#isGap = false;
    this.#source = source;
    if (index !== this.#index) this.#arrived.delete(this.#index);
    this.#index = index;
    return true;
  }

  /** The sample of a stem at the output frame that was last asked for, where there was sound. */
  read(stem: number): number {
    const ring = this.#rings[stem];
    if (ring === undefined) throw new Error('there are fewer stems');
    if (this.#part > 0) return this.#reader.read(ring, this.#source - this.#part / GLIDE);
    return ring[this.#source & (ring.length - 1)] ?? 0;
  }

  #glide(): void {
    this.#part += this.#aim > this.#turnaround ? 1 : -1;
    if (this.#part === GLIDE) {
      this.#turnaround += 1;
      this.#part = 0;
    } else if (this.#part < 0) {
      this.#turnaround -= 1;
      this.#part = GLIDE - 1;
    }
  }

  #miss(source: number, index: number): void {
    const isKnown = index === this.#lost;
    if (!isKnown) {
      this.#lost = index;
      this.#dropouts += 1;
    }
    const wasGap = this.#isGap;
    this.#isGap = true;
    this.#part = 0;
    this.#aim = this.#turnaround;
    // A glide misses a block a little before its turn: what lies before it is then still played.
    if (wasGap ? source < this.#growsAt : isKnown) return;
    this.#growsAt = source + this.#again;
    this.#from = source;
    this.#turnaround = Math.min(this.#most, this.#turnaround + this.#step);
    this.#aim = this.#turnaround;
  }
}

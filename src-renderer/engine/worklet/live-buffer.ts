import { MIX_BLOCK } from '../../../src-shared/mixing/types.ts';
import type { LiveOptions } from '../live-protocol.ts';

/** What a gap adds to the turnaround, at its beginning and then each time it has lasted as long again. */
const STEP_SECONDS = 0.01;
const AGAIN_SECONDS = 0.1;
/** Silence where the turnaround is shortened, in which the sound falls and after which it rises. */
const SEAM_SAMPLES = 64;

/**
 * The stems that wait for their turn at the output. A block whose stems are late begins a gap, which delays all that
 * follows a little, so that the next ones have more time. What is still late then is left out, never played late.
 */
export class LiveBuffer {
  readonly #block: number;
  readonly #first: number;
  readonly #most: number;
  readonly #step: number;
  readonly #again: number;
  readonly #arrived = new Map<number, readonly Float32Array[]>();
  #turnaround: number;
  /** The first sample of the input that was not played: a growing turnaround goes back behind it, and waits there. */
  #from = 0;
  #isGap = false;
  /** The first sample of the input with which a lasting gap lengthens the turnaround again. */
  #growsAt = 0;
  #dropouts = 0;
  /** The last block that was counted as a dropout. */
  #lost = -1;
  #margin: number | null = null;
  /** After `seek`: the block under the output, and the sample in it. */
  stems: readonly Float32Array[] = [];
  offset = 0;

  constructor(sampleRate: number, { block, turnaround, mostTurnaround }: LiveOptions) {
    this.#block = block;
    this.#turnaround = turnaround;
    this.#first = turnaround;
    this.#most = mostTurnaround;
    this.#step = Math.ceil((STEP_SECONDS * sampleRate) / MIX_BLOCK) * MIX_BLOCK;
    this.#again = Math.round(AGAIN_SECONDS * sampleRate);
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
    const early = block * this.#block + this.#turnaround - frame;
    this.#margin = Math.min(this.#margin ?? early, early);
    if (early + this.#block > 0) this.#arrived.set(block, stems);
  }

  /** Goes back to the turnaround of the start, and leaves out what is between. @param frame the next of the output */
  shorten(frame: number): void {
    if (this.#turnaround === this.#first) return;
    this.#turnaround = this.#first;
    this.#from = frame - this.#first + SEAM_SAMPLES;
    this.#isGap = true;
    for (const block of this.#arrived.keys()) {
      if ((block + 1) * this.#block <= this.#from) this.#arrived.delete(block);
    }
  }

  /** @returns whether there is sound at an output frame; frames are asked for in their order, each once */
  seek(frame: number): boolean {
    const source = frame - this.#turnaround;
    if (source < this.#from) return false;
    const index = Math.floor(source / this.#block);
    const stems = this.#arrived.get(index);
    if (stems === undefined) {
      this.#miss(source, index);
      return false;
    }
    this.#isGap = false;
    this.stems = stems;
    this.offset = source - index * this.#block;
    if (this.offset === this.#block - 1) this.#arrived.delete(index);
    return true;
  }

  /** The least time in samples that stems arrived before their turn, since the last call. */
  takeMargin(): number | null {
    const margin = this.#margin;
    this.#margin = null;
    return margin;
  }

  #miss(source: number, index: number): void {
    if (index !== this.#lost) {
      this.#lost = index;
      this.#dropouts += 1;
    }
    if (this.#isGap && source < this.#growsAt) return;
    this.#isGap = true;
    this.#growsAt = source + this.#again;
    this.#from = source;
    this.#turnaround = Math.min(this.#most, this.#turnaround + this.#step);
  }
}

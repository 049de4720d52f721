import { MIX_BLOCK } from '../../../src-shared/mixing/types.ts';
import type { LiveOptions } from '../live-protocol.ts';

/** What a dropout adds to the turnaround. */
const STEP_SECONDS = 0.01;

/**
 * The stems that wait for their turn at the output. A block whose stems are late begins a gap, which delays all that
 * follows a little, so that the next ones have more time. What is still late then is left out, never played late.
 */
export class LiveBuffer {
  readonly #block: number;
  readonly #most: number;
  readonly #step: number;
  readonly #arrived = new Map<number, readonly Float32Array[]>();
  #turnaround: number;
  /** The first sample of the input that was not played: a growing turnaround goes back behind it, and waits there. */
  #from = 0;
  #isGap = false;
  #dropouts = 0;
  #margin: number | null = null;
  /** After `seek`: the block under the output, and the sample in it. */
  stems: readonly Float32Array[] = [];
  offset = 0;

  constructor(sampleRate: number, { block, turnaround, mostTurnaround }: LiveOptions) {
    this.#block = block;
    this.#turnaround = turnaround;
    this.#most = mostTurnaround;
    this.#step = Math.ceil((STEP_SECONDS * sampleRate) / MIX_BLOCK) * MIX_BLOCK;
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

  /** @returns whether there is sound at an output frame; frames are asked for in their order, each once */
  seek(frame: number): boolean {
    const source = frame - this.#turnaround;
    if (source < this.#from) return false;
    const index = Math.floor(source / this.#block);
    const stems = this.#arrived.get(index);
    if (stems === undefined) {
      if (!this.#isGap) this.#beginGap(source);
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

  #beginGap(source: number): void {
    this.#isGap = true;
    this.#dropouts += 1;
    this.#from = source;
    this.#turnaround = Math.min(this.#most, this.#turnaround + this.#step);
  }
}

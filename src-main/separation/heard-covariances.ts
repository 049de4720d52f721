import { KernelMemory } from '../kernels/kernels.ts';
import type { Address } from '../kernels/kernels.ts';
import { addFrame } from './join.ts';
import type { AlignedPiece } from './join.ts';
import { PARTS } from './spatial.ts';
import type { Covariances } from './spatial.ts';

/** Bins with a smaller mask value carry no information about the source's position. */
const LEAST_HEARD = 1e-3;

/** Covariances of the stems and the rest over the frames of one piece. */
export class HeardCovariances {
  readonly #stems: readonly (readonly number[])[];
  readonly #bins: number;
  readonly #memory = new KernelMemory();
  readonly #at: {
    readonly sums: readonly Address[];
    readonly pair: Address;
    readonly left: Address;
    readonly share: Address;
  };
  readonly #sums: Covariances;
  readonly #pair: Float32Array;
  readonly #left: Float32Array;
  readonly #share: Float32Array;

  /** @param stems slots of each stem */
  constructor(stems: readonly (readonly number[])[], bins: number) {
    this.#stems = stems;
    this.#bins = bins;
    const memory = this.#memory;
    const [floats, doubles] = [4 * (bins + 1), 8 * (bins + 1)];
    this.#at = {
      sums: Array.from({ length: stems.length + 1 }, () => memory.reserve(PARTS * doubles)),
      pair: memory.reserve(PARTS * floats),
      left: memory.reserve(floats),
      share: memory.reserve(floats),
    };
    this.#sums = this.#at.sums.map((at) => memory.float64(at, PARTS * bins));
    this.#pair = memory.float32(this.#at.pair, PARTS * bins);
    this.#left = memory.float32(this.#at.left, bins);
    this.#share = memory.float32(this.#at.share, bins);
  }

  /**
   * Sums over a piece's frames, each bin weighted by the sixteenth power of its mask: a bin shows a source's
   * position only if that source dominates it. SI-SDR gained over the masks alone with the powers 2, 4, 8 and
   * 16, by simulated microphones and recorded players (7 mixtures): 2.6, 3.7, 5.0 and 6.2 dB coincident, 1.2,
   * 1.6, 2.1 and 2.5 dB spaced in a room.
   * @param frames of the recording, half open
   * @param pairOf the frame's channel powers and products, [bins · PARTS]
   */
  of(current: AlignedPiece, frames: number, pairOf: (frame: number) => Float32Array): Covariances {
    const { piece, masks } = current;
    for (const sum of this.#sums) sum.fill(0);
    const end = Math.min(piece.dataStart + masks.length, frames);
    for (let frame = piece.dataStart; frame < end; frame += 1) this.#add(current, frame, pairOf(frame));
    return this.#sums.map((sum) => sum.slice());
  }

  #add(current: AlignedPiece, frame: number, pair: Float32Array): void {
    const { kernels } = this.#memory;
    const { sums, left, share, pair: at } = this.#at;
    this.#pair.set(pair);
    this.#left.fill(1);
    for (let source = 0; source < sums.length; source += 1) {
      const slots = this.#stems[source];
      if (slots !== undefined) {
        this.#share.fill(0);
        addFrame(current, slots, frame, 1, this.#share);
      }
      const heard = slots === undefined ? left : share;
      kernels.addHeard(sums[source]!, at, left, heard, this.#bins, LEAST_HEARD);
    }
  }
}

import { KernelMemory } from '../../kernels/kernels.ts';
import type { Address } from '../../kernels/kernels.ts';
import { Lobe } from './lobe.ts';

const PARTIALS = 40;
const HIGHEST_HZ = 8000;
const UPDATES = 10;

/** A partial in the kernels' memory (`kernels/assembly/fit.ts`): bytes, and where its lobe begins. */
const PARTIAL = 176;
const SHAPE = 24;
/** Its slot, its first bin, and where its lobe is not zero, in words of 32 bits from its begin. */
const [SLOT, FIRST, FROM, TO] = [2, 3, 4, 5] as const;

/** The shares of one frame that are to be sharpened: those of `slot` begin at `start + slot·stride`. */
export interface Shares {
  readonly data: Float32Array;
  readonly start: number;
  readonly stride: number;
}

/**
 * Fits the powers of the partials that sound in a frame, by multiplicative updates that minimise the Kullback-Leibler
 * divergence from the recording's power (Lee and Seung, NIPS 2000), beside a part of each estimate that is not harmonic.
 */
export class PartialsFit {
  /** Fundamentals that there is room for. */
  readonly fundamentals: number;
  readonly #bins: number;
  readonly #binHz: number;
  readonly #memory = new KernelMemory();
  readonly #lobe = new Lobe();
  /** Values of a row in the kernels' memory. */
  readonly #room: number;
  readonly #at: Readonly<Record<'shares' | 'magnitude' | 'residual' | 'partials' | 'scratch', Address>>;
  /** Of each slot. */
  readonly #shares: readonly Float32Array[];
  readonly #magnitude: Float32Array;
  readonly #residual: Float64Array;
  readonly #partials: Int32Array;
  #count = 0;

  /** @param fundamentals that sound in a frame at most */
  constructor(slots: number, bins: number, binHz: number, fundamentals: number) {
    this.fundamentals = fundamentals;
    this.#bins = bins;
    this.#binHz = binHz;
    const memory = this.#memory;
    const room = bins + (bins % 2);
    const partials = fundamentals * PARTIALS * PARTIAL;
    const at = {
      shares: memory.reserve(slots * room * Float32Array.BYTES_PER_ELEMENT),
      magnitude: memory.reserve(room * Float32Array.BYTES_PER_ELEMENT),
      residual: memory.reserve(slots * Float64Array.BYTES_PER_ELEMENT),
      partials: memory.reserve(partials),
      scratch: memory.reserve((slots + 3) * room * Float64Array.BYTES_PER_ELEMENT),
    };
    this.#room = room;
    this.#at = at;
    this.#shares = Array.from({ length: slots }, (_, slot) =>
      memory.float32(at.shares + slot * room * Float32Array.BYTES_PER_ELEMENT, bins),
    );
    this.#magnitude = memory.float32(at.magnitude, bins);
    this.#residual = memory.float64(at.residual, slots);
    this.#partials = memory.int32(at.partials, partials / Int32Array.BYTES_PER_ELEMENT);
  }

  /** Forgets the partials of the last frame. */
  begin(): void {
    this.#count = 0;
  }

  /** Adds the partials of a fundamental that a slot's player sounds. */
  add(slot: number, hertz: number, spread: number): void {
    const { kernels } = this.#memory;
    const lobe = this.#lobe;
    const partials = Math.floor(Math.min(PARTIALS, HIGHEST_HZ / hertz));
    for (let h = 1; h <= partials; h += 1) {
      const position = (h * hertz) / this.#binHz;
      const at = this.#at.partials + this.#count * PARTIAL;
      lobe.write(kernels, position, spread, this.#bins, at + SHAPE);
      if (lobe.first >= this.#bins) return;
      const found = kernels.toUnitSum(at + SHAPE + 8 * lobe.from, lobe.to - lobe.from);
      if (found === 0) continue;
      const words = this.#count * (PARTIAL / Int32Array.BYTES_PER_ELEMENT);
      this.#partials[words + SLOT] = slot;
      this.#partials[words + FIRST] = lobe.first;
      this.#partials[words + FROM] = lobe.from;
      this.#partials[words + TO] = lobe.to;
      this.#count += 1;
    }
  }

  /**
   * Replaces the shares by those of the fitted powers.
   * @param magnitude of the recording in this frame, [bins], at any level
   * @param residual of each slot: the share of its estimate that is not harmonic
   */
  sharpen({ data, start, stride }: Shares, magnitude: Float32Array, residual: Float64Array): void {
    const bins = this.#bins;
    this.#magnitude.set(magnitude);
    this.#residual.set(residual);
    for (const [slot, own] of this.#shares.entries()) {
      own.set(data.subarray(start + slot * stride, start + slot * stride + bins));
    }
    this.#memory.kernels.fitPartials(
      this.#at.shares,
      this.#at.magnitude,
      this.#at.residual,
      this.#shares.length,
      this.#room,
      this.#at.partials,
      this.#count,
      UPDATES,
      this.#at.scratch,
    );
    for (const [slot, own] of this.#shares.entries()) data.set(own, start + slot * stride);
  }
}

import { MIX_BLOCK, type MixTap } from '../../../src-shared/mixing/types.ts';
import { spectrumFramesFor, type SpectrumInput } from '../protocol.ts';

/**
 * Keeps the last frames of what an equaliser's view shows: one track before and after its strip, and every other track
 * as it enters the mix. Sides are averaged. The window computes the spectra; here samples are only collected.
 */
export class SpectrumTap {
  readonly #frames: number;
  #track: number | null = null;
  #before: Float32Array;
  #after: Float32Array;
  #others: Float32Array[] = [];
  #at = 0;

  constructor(sampleRate: number) {
    this.#frames = spectrumFramesFor(sampleRate);
    this.#before = new Float32Array(this.#frames);
    this.#after = new Float32Array(this.#frames);
  }

  /** Which track (or, after them, the master) is looked at, or null to collect nothing. */
  listenTo(track: number | null): void {
    this.#track = track;
    this.#before.fill(0);
    this.#after.fill(0);
    this.#others = [];
  }

  add(
    inputs: readonly (readonly Float32Array[] | null)[],
    tapOf: (track: number) => MixTap | undefined,
  ): void {
    if (this.#track === null) return;
    const at = this.#at;
    this.#at = (at + MIX_BLOCK) % this.#frames;
    const own = tapOf(this.#track);
    const sum = own === undefined ? [] : [own.left, own.right];
    addMean(this.#before, at, this.#track < inputs.length ? (inputs[this.#track] ?? []) : sum);
    addMean(this.#after, at, own?.afterStrip ?? []);
    for (let track = 0; track < inputs.length; track += 1) {
      if (track === this.#track) continue;
      const tap = tapOf(track);
      if (tap === undefined) continue;
      const ring = (this.#others[track] ??= new Float32Array(this.#frames));
      addMean(ring, at, [tap.left, tap.right]);
    }
  }

  /** Copies of what was collected, oldest frame first; null if nothing is collected. */
  take(): SpectrumInput | null {
    if (this.#track === null) return null;
    return {
      track: this.#track,
      before: this.#unrolled(this.#before),
      after: this.#unrolled(this.#after),
      // Skips the place of the track itself.
      others: this.#others.flatMap((ring) => [this.#unrolled(ring)]),
    };
  }

  #unrolled(ring: Float32Array): Float32Array {
    const out = new Float32Array(this.#frames);
    out.set(ring.subarray(this.#at));
    out.set(ring.subarray(0, this.#at), this.#frames - this.#at);
    return out;
  }
}

function addMean(ring: Float32Array, at: number, channels: readonly (Float32Array | Float64Array)[]): void {
  for (let n = 0; n < MIX_BLOCK; n += 1) {
    let sum = 0;
    for (const channel of channels) sum += channel[n] ?? 0;
    ring[at + n] = channels.length === 0 ? 0 : sum / channels.length;
  }
}

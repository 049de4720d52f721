import { splitExactly } from '../../../src-shared/dsp/quantise.ts';
import {
  StftAnalyser,
  StftSynthesiser,
  applyMask,
  firstFrameTouching,
  frameStart,
} from '../../../src-shared/dsp/stft.ts';
import type { FrontEnd } from '../../../src-main/audio/frontend.ts';
import { maskMapOf } from '../../../src-main/separation/mask-map.ts';
import type { MaskMap } from '../../../src-main/separation/mask-map.ts';
import type { Passage } from '../../../src-main/audio/read/passage.ts';
import { expandMask, filterFrame } from './filter-frame.ts';
import type { FrameMask } from '../../../src-main/separation/stem-frames.ts';
import type { StemBlock } from '../../../src-main/separation/synthesis.ts';
import type { Covariances } from '../../../src-main/separation/spatial.ts';

/** What `StemSynthesis` computes, in plain TypeScript over the shared transforms: its bytes must be the same. */
export class ReferenceSynthesis {
  readonly map: MaskMap;
  readonly #passage: Passage;
  readonly #frontEnd: FrontEnd;
  readonly #gridBits: number | null;
  readonly #analysers: readonly StftAnalyser[];
  /** [stem][channel] */
  readonly #synthesisers: readonly (readonly StftSynthesiser[])[];
  readonly #weights: readonly Float64Array[];
  /** Of the frame at hand, [channel]. */
  readonly #spectra: readonly Float64Array[];
  /** [stem][channel] */
  readonly #images: readonly (readonly Float64Array[])[];
  readonly #firstFrame: number;
  /** What the analysers take next. */
  readonly #samples: readonly Float32Array[];
  /** The recording from `#pendingStart` on, as far as it was read. */
  #pending: Float32Array[];
  #pendingStart: number;
  #pendingLength = 0;
  /** The sample that the analysers take next. */
  #readTo: number;
  #position: number;

  /** @param position the first sample that is wanted */
  constructor(
    passage: Passage,
    frontEnd: FrontEnd,
    stems: number,
    gridBits: number | null,
    position: number,
  ) {
    const { synthesis: framing } = frontEnd;
    this.map = maskMapOf(frontEnd, passage.sampleRate);
    this.#passage = passage;
    this.#frontEnd = frontEnd;
    this.#gridBits = gridBits;
    this.#firstFrame = firstFrameTouching(framing, position);
    this.#readTo = Math.max(0, frameStart(framing, this.#firstFrame));
    this.#pendingStart = this.#readTo;
    this.#position = position;
    const channels = Array.from({ length: passage.channels });
    this.#analysers = channels.map(() => new StftAnalyser(framing, this.#readTo));
    this.#synthesisers = Array.from({ length: stems }, () =>
      channels.map(() => new StftSynthesiser(framing, passage.length, position)),
    );
    this.#weights = Array.from({ length: stems }, () => new Float64Array(framing.fftSize / 2 + 1));
    this.#spectra = channels.map(() => new Float64Array(framing.fftSize + 2));
    this.#images = this.#synthesisers.map(() => channels.map(() => new Float64Array(framing.fftSize + 2)));
    this.#pending = channels.map(() => new Float32Array(0));
    this.#samples = channels.map(() => new Float32Array(2 * framing.windowLength));
  }

  /** The frame that `push` takes next. */
  get nextFrame(): number {
    return Math.max(this.#firstFrame, this.#analysers[0]?.nextFrame ?? 0);
  }

  /** Samples handed out so far. */
  get position(): number {
    return this.#position;
  }

  /**
   * Applies the masks to the next frame.
   * @param masks one per stem
   * @param places for two channels: normalised covariances of the stems and the rest
   * @param out where the samples that no later frame affects go, from `at` on; room for a window is enough
   * @returns how many they are, possibly 0
   */
  async push(
    masks: readonly FrameMask[],
    places: Covariances | null,
    out: StemBlock,
    at: number,
  ): Promise<number> {
    const frame = this.nextFrame;
    const framing = this.#frontEnd.synthesis;
    for (const [stem, { mask, beyond }] of masks.entries()) {
      expandMask(this.map, mask, beyond, this.#weights[stem]!);
    }
    const until = frameStart(framing, frame) + framing.windowLength;
    const samples = this.#samples.map((room) => room.subarray(0, until - this.#readTo));
    await this.#passage.readInto(this.#readTo, samples);
    this.#hold(samples);
    this.#readTo = until;
    for (const [channel, analyser] of this.#analysers.entries()) {
      analyser.push(samples[channel]!, (reached, spectrum) => {
        if (reached === frame) this.#spectra[channel]!.set(spectrum);
      });
    }
    this.#separate(places);
    const estimates = this.#synthesisers.map((synthesisers, stem) =>
      synthesisers.map((synthesiser, channel) => synthesiser.push(frame, this.#images[stem]![channel]!)),
    );
    return this.#split(estimates, out, at);
  }

  #separate(places: Covariances | null): void {
    const [left, right] = this.#spectra;
    if (places !== null && left !== undefined && right !== undefined) {
      const out = this.#images.map(([toLeft, toRight]) => [toLeft!, toRight!] as const);
      filterFrame(this.map, this.#weights, places, [left, right], out);
      return;
    }
    for (const [stem, images] of this.#images.entries()) {
      for (const [channel, image] of images.entries()) {
        applyMask(this.#spectra[channel]!, this.#weights[stem]!, image);
      }
    }
  }

  #hold(samples: readonly Float32Array[]): void {
    const count = samples[0]?.length ?? 0;
    if (this.#pendingLength + count > (this.#pending[0]?.length ?? 0)) {
      this.#pending = this.#pending.map((held) => {
        const grown = new Float32Array(2 * (this.#pendingLength + count));
        grown.set(held.subarray(0, this.#pendingLength));
        return grown;
      });
    }
    for (const [channel, held] of this.#pending.entries()) held.set(samples[channel]!, this.#pendingLength);
    this.#pendingLength += count;
  }

  #split(estimates: readonly (readonly Float64Array[])[], out: StemBlock, at: number): number {
    const count = estimates[0]?.[0]?.length ?? 0;
    if (count === 0) return 0;
    const from = this.#position - this.#pendingStart;
    for (const [channel, held] of this.#pending.entries()) {
      const files = out.map((channels) => channels[channel]!.subarray(at, at + count));
      splitExactly(
        held.subarray(from, from + count),
        estimates.map((channels) => channels[channel]!),
        this.#gridBits,
        files.slice(0, -1),
        files.at(-1)!,
      );
    }
    this.#position += count;
    for (const held of this.#pending) held.copyWithin(0, from + count, this.#pendingLength);
    this.#pendingLength -= from + count;
    this.#pendingStart = this.#position;
    return count;
  }
}

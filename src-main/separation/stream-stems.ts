import { firstFrameTouching } from '../../src-shared/dsp/stft.ts';
import { splitExactly } from '../../src-shared/dsp/quantise.ts';
import type { FrontEnd } from '../audio/frontend.ts';
import { framesOf, MagnitudeReader } from '../audio/frontend.ts';
import type { Passage } from '../audio/read/passage.ts';
import { RationalResampler } from '../audio/resample/rational-resample.ts';
import type { HeldEstimates } from './held-estimates.ts';
import { extrapolate } from './mask-map.ts';
import { RatioMasks } from './ratio-masks.ts';
import type { RatioGrid } from './ratio-masks.ts';
import type { PlannedStem } from './stem-plan.ts';
import { blockOf, emptyBlock, StemSynthesis } from './synthesis.ts';
import type { StemBlock } from './synthesis.ts';

/** Turns a stream's estimates into stems, from beginning to end. */
export interface StreamStems {
  /** Estimates that the last sample needs, at the model's rate. */
  readonly needed: number;
  /** Samples handed out so far. */
  readonly position: number;
  /**
   * The stems that the buffered estimates determine, possibly none; each block is valid until the next. Drops estimates
   * that are no longer needed.
   */
  take(held: readonly HeldEstimates[]): AsyncGenerator<StemBlock, void>;
}

export interface StreamStemsOptions {
  readonly passage: Passage;
  readonly stems: readonly PlannedStem[];
  /** Of the recording's grid, or null for floats. */
  readonly gridBits: number | null;
  /** The first sample that is wanted. */
  readonly position: number;
}

/** Masks from the one signal that the model heard, on the recording's own spectrum in all its channels. */
export class MaskedStems implements StreamStems {
  readonly needed: number;
  readonly #options: StreamStemsOptions;
  readonly #frontEnd: FrontEnd;
  readonly #grid: RatioGrid;
  readonly #ratios: RatioMasks;
  readonly #magnitudes: MagnitudeReader;
  readonly #synthesis: StemSynthesis;
  readonly #frames: number;
  /** For the samples of one frame. */
  readonly #room: StemBlock;

  constructor(options: StreamStemsOptions, frontEnd: FrontEnd, grid: RatioGrid) {
    const { passage, stems, gridBits, position } = options;
    this.#options = options;
    this.#frontEnd = frontEnd;
    this.#grid = grid;
    this.#ratios = new RatioMasks(grid);
    this.#magnitudes = new MagnitudeReader(passage, frontEnd);
    const masks = { stems: stems.length, bins: this.#ratios.bins };
    this.#synthesis = new StemSynthesis(passage, frontEnd, masks, gridBits, position);
    this.#frames = framesOf(frontEnd, passage.length);
    this.#room = emptyBlock(stems.length, passage.channels, frontEnd.synthesis.windowLength);
    this.needed = this.#windowEnd(this.#frames - 1);
  }

  get position(): number {
    return this.#synthesis.position;
  }

  async *take([held]: readonly HeldEstimates[]): AsyncGenerator<StemBlock, void> {
    if (held === undefined) throw new Error('a stream hears one signal');
    const synthesis = this.#synthesis;
    while (synthesis.nextFrame < this.#frames && this.#windowEnd(synthesis.nextFrame) <= held.end) {
      const frame = synthesis.nextFrame;
      const masks = this.#ratios.frame(held.slots, this.#ratios.windowStart(frame) - held.start);
      const magnitude = await this.#magnitudes.frame(frame);
      for (const [stem, { slots }] of this.#options.stems.entries()) {
        const room = synthesis.masks[stem]!;
        room.mask.set(sumOf(slots.map((slot) => masks[slot]!)));
        room.beyond = extrapolate(synthesis.map, room.mask, magnitude);
      }
      const count = await synthesis.push(false, this.#room, 0);
      if (count > 0) yield blockOf(this.#room, count);
    }
    // A resumed run recomputes the frames that extend beyond the written samples.
    held.forget(this.#ratios.windowStart(firstFrameTouching(this.#frontEnd.synthesis, synthesis.position)));
  }

  #windowEnd(frame: number): number {
    return this.#ratios.windowStart(frame) + this.#grid.size;
  }
}

/**
 * The estimates themselves, resampled to the recording's rate, channel by channel. Everything else, including
 * all content above the model's band, stays in the rest.
 */
export class DirectStems implements StreamStems {
  readonly needed: number;
  readonly #options: StreamStemsOptions;
  readonly #resampler: RationalResampler;
  #position: number;

  /** @param sampleRate of the model */
  constructor(options: StreamStemsOptions, sampleRate: number) {
    this.#options = options;
    this.#resampler = new RationalResampler(sampleRate, options.passage.sampleRate);
    this.#position = options.position;
    this.needed = this.#resampler.inputRange(options.passage.length - 1, 1).to;
  }

  get position(): number {
    return this.#position;
  }

  async *take(held: readonly HeldEstimates[]): AsyncGenerator<StemBlock, void> {
    const { passage, stems, gridBits } = this.#options;
    const count = this.#ready(Math.min(...held.map(({ end }) => end)));
    if (count > 0) {
      const recording = await passage.read(this.#position, count);
      const out = Array.from({ length: stems.length + 1 }, () =>
        recording.map(() => new Float32Array(count)),
      );
      for (const [channel, samples] of recording.entries()) {
        const files = out.map((channels) => channels[channel]!);
        splitExactly(
          samples,
          stems.map(({ slots }) => this.#stem(held[channel]!, slots, count)),
          gridBits,
          files.slice(0, -1),
          files.at(-1)!,
        );
      }
      this.#position += count;
      yield out;
    }
    for (const signal of held) signal.forget(this.#resampler.inputRange(this.#position, 1).from);
  }

  #stem(held: HeldEstimates, slots: readonly number[], count: number): Float32Array {
    const { from, to } = this.#resampler.inputRange(this.#position, count);
    const sum = sumOf(slots.map((slot) => held.slots[slot]!));
    const around = new Float32Array(to - from);
    // Before the first estimate there is silence.
    around.set(sum.subarray(Math.max(0, from - held.start), to - held.start), Math.max(0, held.start - from));
    return this.#resampler.apply(around, from, this.#position, count);
  }

  /** Samples that estimates up to `end` decide. */
  #ready(end: number): number {
    const { passage } = this.#options;
    let count = 0;
    // The most there can be, corrected to what the filter reaches.
    let most = passage.length - this.#position;
    while (count < most) {
      const middle = Math.ceil((count + most) / 2);
      if (this.#resampler.inputRange(this.#position + middle - 1, 1).to <= end) count = middle;
      else most = middle - 1;
    }
    return count;
  }
}

function sumOf(parts: readonly Float32Array[]): Float32Array {
  const [first, ...others] = parts;
  if (first === undefined) throw new Error('a stem has at least one slot');
  if (others.length === 0) return first;
  return first.map((value, n) => others.reduce((sum, part) => sum + part[n]!, value));
}

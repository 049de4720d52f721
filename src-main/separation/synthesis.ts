import { giveBack } from '../../src-shared/dsp/quantise.ts';
import { LEAST_WEIGHT, firstFrameTouching, frameStart } from '../../src-shared/dsp/stft.ts';
import type { FrontEnd } from '../audio/frontend.ts';
import { maskMapOf } from './mask-map.ts';
import type { MaskMap } from './mask-map.ts';
import type { Passage } from '../audio/read/passage.ts';
import { StemFrames } from './stem-frames.ts';
import type { FrameMask } from './stem-frames.ts';
import type { Covariances } from './spatial.ts';

/** One block of all outputs: the stems in order, then the rest; each planar, one array a channel. */
export type StemBlock = readonly (readonly Float32Array[])[];

/** Room for the stems and the rest over one array, [stems + 1][channels][samples]. */
export function blockOver(data: Float32Array, stems: number, channels: number): StemBlock {
  const samples = data.length / ((stems + 1) * channels);
  return Array.from({ length: stems + 1 }, (_, file) =>
    Array.from({ length: channels }, (__, channel) => {
      const start = (file * channels + channel) * samples;
      return data.subarray(start, start + samples);
    }),
  );
}

export const emptyBlock = (stems: number, channels: number, samples: number): StemBlock =>
  blockOver(new Float32Array((stems + 1) * channels * samples), stems, channels);

/** The first `count` samples of a block. */
export const blockOf = (block: StemBlock, count: number): StemBlock =>
  block.map((channels) => channels.map((samples) => samples.subarray(0, count)));

/**
 * Applies masks to the recording's own complex spectrum at its own rate: equally to every channel or, given
 * the source positions in two channels, as a spatial Wiener filter. Stems are rounded to the recording's
 * grid, and the rest is the exact remainder. Works frame by frame from beginning to end; memory is one window
 * per stem and channel.
 */
export class StemSynthesis {
  readonly map: MaskMap;
  /** One per stem, for the caller to set before `push`. */
  readonly masks: readonly FrameMask[];
  /** Of two channels, normalised covariances of the stems and the rest, for the caller to set before `push`; otherwise empty. */
  readonly places: Covariances;
  readonly #passage: Passage;
  readonly #frontEnd: FrontEnd;
  readonly #frames: StemFrames;
  /** Steps in 1 of the recording's grid, or 0. */
  readonly #scale: number;
  /** What is read of the window's samples, at its end. */
  readonly #wanted: Float32Array[];
  #frame: number;
  /** The sample that the window's samples begin with. */
  #start: number;
  /** The sample up to which the recording was read. */
  #readTo: number;
  #position: number;

  /**
   * @param bins of the masks
   * @param position the first sample that is wanted
   */
  constructor(
    passage: Passage,
    frontEnd: FrontEnd,
    { stems, bins }: { readonly stems: number; readonly bins: number },
    gridBits: number | null,
    position: number,
  ) {
    const { synthesis: framing } = frontEnd;
    const { channels } = passage;
    this.map = maskMapOf(frontEnd, passage.sampleRate);
    this.#passage = passage;
    this.#frontEnd = frontEnd;
    this.#frames = new StemFrames({ framing, map: this.map, bins, stems, channels });
    this.masks = this.#frames.masks;
    this.places = this.#frames.places;
    this.#scale = gridBits === null ? 0 : 2 ** (gridBits - 1);
    this.#frame = firstFrameTouching(framing, position);
    this.#start = frameStart(framing, this.#frame);
    this.#readTo = this.#start;
    this.#wanted = [...this.#frames.samples];
    this.#position = position;
  }

  /** The frame that `push` takes next. */
  get nextFrame(): number {
    return this.#frame;
  }

  /** Samples handed out so far. */
  get position(): number {
    return this.#position;
  }

  /**
   * Applies the masks to the next frame.
   * @param placed whether `places` are known
   * @param out where the samples that no later frame affects go, from `at` on; room for a window is enough
   * @returns how many they are, possibly 0
   */
  async push(placed: boolean, out: StemBlock, at: number): Promise<number> {
    const step = await this.#read();
    const frames = this.#frames;
    frames.analyse();
    frames.separate(placed);
    frames.add(step);
    this.#frame += 1;
    const until = Math.min(frameStart(this.#frontEnd.synthesis, this.#frame), this.#passage.length);
    const count = Math.max(0, until - this.#position);
    if (count === 0) return 0;
    const from = this.#position - this.#start;
    this.#requireCover(from, count);
    for (let channel = 0; channel < this.#passage.channels; channel += 1) {
      const exceeding = frames.split(channel, from, count, this.#scale);
      if (exceeding > 0 && this.#scale > 0) this.#giveBack(channel, count);
      for (const [file, channels] of frames.block.entries()) {
        out[file]![channel]!.set(channels[channel]!.subarray(0, count), at);
      }
    }
    this.#position += count;
    return count;
  }

  /** Moves the window's samples on to the frame at hand; returns by how much. */
  async #read(): Promise<number> {
    const framing = this.#frontEnd.synthesis;
    const start = frameStart(framing, this.#frame);
    const step = start - this.#start;
    const known = Math.max(0, this.#readTo - start);
    for (const [channel, samples] of this.#frames.samples.entries()) {
      if (step > 0) samples.copyWithin(0, step, step + known);
      this.#wanted[channel] = samples.subarray(known);
    }
    await this.#passage.readInto(start + known, this.#wanted);
    this.#start = start;
    this.#readTo = start + framing.windowLength;
    return step;
  }

  #requireCover(from: number, count: number): void {
    const { weights } = this.#frames;
    for (let n = from; n < from + count; n += 1) {
      if (!(weights[n]! > LEAST_WEIGHT)) throw new Error(`no frame covers sample ${this.#start + n}`);
    }
  }

  /** Moves what the rest can't hold into the stems. */
  #giveBack(channel: number, count: number): void {
    const files = this.#frames.block.map((channels) => channels[channel]!);
    giveBack(files.slice(0, -1), this.#frames.left.subarray(0, count), files.at(-1)!);
  }
}

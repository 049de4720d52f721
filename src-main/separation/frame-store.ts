import type { MagnitudeReader } from '../audio/frontend.ts';
import { FrameRing } from './frame-ring.ts';
import type { Piece } from './pieces.ts';
import { PARTS } from './spatial.ts';

/** Pieces' lengths for which a frame's magnitudes stay: a thread makes the stems of one piece while the model has two more. */
const MAGNITUDES_FOR = 3;
/** The same for the channels' powers and products, which are used up before the stems are made. */
const PAIRS_FOR = 2;

export interface FrameStoreOptions {
  readonly reader: MagnitudeReader;
  readonly channels: number;
  /** Of the passage. */
  readonly frames: number;
  readonly bins: number;
  /** Frames of a piece. */
  readonly length: number;
}

/** The frames that the current pieces share, read once and in order. */
export class FrameStore {
  readonly magnitudes: FrameRing;
  readonly #reader: MagnitudeReader;
  readonly #frames: number;
  readonly #length: number;
  /** Null if there are not two channels. */
  readonly #pairs: FrameRing | null;
  /** Frames that were read, half open. */
  #from: number | null = null;
  #to = 0;

  constructor({ reader, channels, frames, bins, length }: FrameStoreOptions) {
    this.#reader = reader;
    this.#frames = frames;
    this.#length = length;
    this.magnitudes = new FrameRing(Math.min(frames, MAGNITUDES_FOR * length), bins);
    this.#pairs = channels === 2 ? new FrameRing(Math.min(frames, PAIRS_FOR * length), bins * PARTS) : null;
  }

  /** The magnitudes of a piece's frames, limited to the recording's length. */
  async load(piece: Piece): Promise<Float32Array[]> {
    const end = Math.min(piece.dataStart + this.#length, this.#frames);
    if (this.#from === null) {
      this.#from = piece.dataStart;
      this.#to = piece.dataStart;
    }
    for (; this.#to < end; this.#to += 1) {
      const pair = this.#pairs?.at(this.#to) ?? null;
      await this.#reader.readInto(this.#to, this.magnitudes.at(this.#to), pair);
    }
    return Array.from({ length: end - piece.dataStart }, (_, index) => this.at(piece.dataStart + index));
  }

  readonly at = (frame: number): Float32Array => this.#held(this.magnitudes, frame);

  /** Of two channels only. */
  readonly pairAt = (frame: number): Float32Array => {
    if (this.#pairs === null) throw new Error('there are not two channels');
    return this.#held(this.#pairs, frame);
  };

  #held(ring: FrameRing, frame: number): Float32Array {
    const oldest = Math.max(this.#from ?? Infinity, this.#to - ring.capacity);
    if (frame < oldest || frame >= this.#to) throw new Error(`frame ${frame} is not held`);
    return ring.at(frame);
  }
}

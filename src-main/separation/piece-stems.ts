import type { FrontEnd } from '../audio/frontend.ts';
import type { Passage } from '../audio/read/passage.ts';
import { joinedMask } from './join.ts';
import type { AlignedPiece } from './join.ts';
import { extrapolate } from './mask-map.ts';
import { fadeIn } from './pieces.ts';
import type { PiecePlan } from './pieces.ts';
import { PlacesFade } from './spatial.ts';
import type { PiecePlaces } from './spatial.ts';
import { StemSynthesis } from './synthesis.ts';
import type { StemBlock } from './synthesis.ts';

/** A piece that becomes stems. */
export interface StemPiece {
  readonly previous: AlignedPiece | null;
  readonly current: AlignedPiece;
  /** Null unless there are two channels. */
  readonly places: PiecePlaces | null;
}

export interface PieceStemsOptions {
  readonly passage: Passage;
  readonly frontEnd: FrontEnd;
  /** Slots of each stem. */
  readonly slots: readonly (readonly number[])[];
  readonly bins: number;
  readonly plan: Pick<PiecePlan, 'overlap'>;
  /** Of the recording's grid, or null for floats. */
  readonly gridBits: number | null;
  /** The first sample that is wanted. */
  readonly position: number;
  /** Of a frame of the piece at hand, [bins]. */
  readonly magnitudeOf: (frame: number) => Float32Array;
}

/** Where finished samples go. */
export interface BlockSink {
  /** Room for a block, of at least a window more than `BLOCK_SAMPLES`. */
  room(): StemBlock;
  /** Takes the first `count` samples of the room. */
  filled(count: number): Promise<void>;
}

/** Samples after which a block is handed on, at the latest. */
export const BLOCK_SAMPLES = 1 << 15;

/** Turns the masks of one piece after another into stems. */
export class PieceStems {
  readonly #options: PieceStemsOptions;
  readonly #synthesis: StemSynthesis;
  readonly #fade: PlacesFade;

  constructor(options: PieceStemsOptions) {
    const { passage, frontEnd, slots, bins, gridBits, position } = options;
    this.#options = options;
    const masks = { stems: slots.length, bins };
    this.#synthesis = new StemSynthesis(passage, frontEnd, masks, gridBits, position);
    this.#fade = new PlacesFade(this.#synthesis.places);
  }

  /** Samples handed out so far. */
  get position(): number {
    return this.#synthesis.position;
  }

  /** Makes the stems up to the piece's end and hands them on, block by block. */
  async make(piece: StemPiece, sink: BlockSink): Promise<void> {
    const { current, places } = piece;
    const { plan } = this.#options;
    let count = 0;
    while (this.#synthesis.nextFrame < current.piece.to) {
      const frame = this.#synthesis.nextFrame;
      this.#join(piece, frame);
      if (places !== null) this.#fade.write(places, fadeIn(plan, current.piece, frame));
      count += await this.#synthesis.push(places !== null, sink.room(), count);
      // The first samples are handed on at once, because somebody may be waiting to listen.
      const handedOn = this.position - this.#options.position - count;
      if (count === 0 || count < Math.min(BLOCK_SAMPLES, handedOn)) continue;
      await sink.filled(count);
      count = 0;
    }
    if (count > 0) await sink.filled(count);
  }

  #join({ previous, current }: StemPiece, frame: number): void {
    const { slots, plan, magnitudeOf } = this.#options;
    for (const [stem, held] of this.#synthesis.masks.entries()) {
      joinedMask(plan, previous, current, slots[stem]!, frame, held.mask);
      held.beyond = extrapolate(this.#synthesis.map, held.mask, magnitudeOf(frame));
    }
  }
}

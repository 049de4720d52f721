import { BLOCK_SAMPLES, PieceStems } from './piece-stems.ts';
import type { BlockSink, PieceStemsOptions, StemPiece } from './piece-stems.ts';
import { blockOf, emptyBlock } from './synthesis.ts';
import type { StemBlock } from './synthesis.ts';

/**
 * Called after a piece's last block was written, and before the next piece's first.
 * @param samplesDone samples that are written
 */
export type PieceDone = (samplesDone: number) => Promise<void>;

/** Makes the stems of one piece after another and writes them. */
export interface StemMaker {
  /** Resolves when the next piece may come, which is before this one is done if a thread makes it. */
  make(piece: StemPiece, done: PieceDone): Promise<void>;
  /** Resolves when all pieces are done. */
  finish(): Promise<void>;
  /** Once it resolves, nothing more is written. */
  close(): Promise<void>;
}

/** Makes them in this thread, each before the next. */
export class StemsHere implements StemMaker {
  readonly #stems: PieceStems;
  readonly #sink: BlockSink;

  /** @param write done with a block when it resolves */
  constructor(options: PieceStemsOptions, write: (block: StemBlock) => Promise<void>) {
    const { passage, frontEnd, slots } = options;
    const room = emptyBlock(slots.length, passage.channels, BLOCK_SAMPLES + frontEnd.synthesis.windowLength);
    this.#stems = new PieceStems(options);
    this.#sink = { room: () => room, filled: (count) => write(blockOf(room, count)) };
  }

  async make(piece: StemPiece, done: PieceDone): Promise<void> {
    await this.#stems.make(piece, this.#sink);
    await done(this.#stems.position);
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

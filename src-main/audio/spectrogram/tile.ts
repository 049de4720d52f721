import { Failure } from '../../../src-shared/contract/failure.ts';
import { columnFrames, COLUMNS, ROWS, TILE_BYTES } from '../../../src-shared/spectrogram/tiles.ts';
import type { Passage } from '../read/passage.ts';
import { ColumnAnalyser } from './column.ts';

/** Moments that a column is made of at most. A coarse column samples its time, so that no tile costs more than a few. */
const MOST_MOMENTS = 4;

/** Computes the tiles of one recording or stem. */
export class TileMaker {
  readonly #passage: Passage;
  readonly #analyser: ColumnAnalyser;

  constructor(passage: Passage) {
    this.#passage = passage;
    this.#analyser = new ColumnAnalyser(passage.sampleRate);
  }

  /**
   * One tile. A column has the highest level of up to four moments, evenly spread over its frames, so that a short note
   * stays visible from afar. What lies after the end is silent.
   * @returns `TILE_BYTES` bytes, as `src-shared/spectrogram/tiles.ts` describes them
   * @throws Failure `call/cancelled`, `audio/not-finite`, `file/truncated`
   */
  async make(level: number, index: number, signal: AbortSignal): Promise<Uint8Array> {
    const tile = new Uint8Array(TILE_BYTES);
    const frames = columnFrames(level);
    const moments = Math.min(MOST_MOMENTS, Math.max(1, Math.ceil(frames / this.#analyser.shortestWindow)));
    const { windowFrames } = this.#analyser;
    const column = new Uint8Array(ROWS);
    for (let x = 0; x < COLUMNS; x += 1) {
      const start = (index * COLUMNS + x) * frames;
      if (start >= this.#passage.length) break;
      if (signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
      column.fill(0);
      for (let moment = 0; moment < moments; moment += 1) {
        const at = start + Math.floor(((moment + 0.5) * frames) / moments);
        if (at >= this.#passage.length && moment > 0) break;
        this.#analyser.raise(await this.#passage.read(at - windowFrames / 2, windowFrames), column);
      }
      for (let row = 0; row < ROWS; row += 1) tile[row * COLUMNS + x] = column[row]!;
    }
    return tile;
  }
}

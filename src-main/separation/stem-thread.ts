import { Worker } from 'node:worker_threads';
import type { ModelSpectrum } from '../audio/frontend.ts';
import type { AudioFile } from '../audio/read/pcm.ts';
import { errorOfThread, THREAD_ARGS, threadEntry } from '../inference/threads.ts';
import { sharedFloats, type FrameRing } from './frame-ring.ts';
import { BLOCK_SAMPLES } from './piece-stems.ts';
import type { PieceStemsOptions, StemPiece } from './piece-stems.ts';
import { FromStemThread } from './stem-messages.ts';
import type { StemThreadStart } from './stem-messages.ts';
import type { PieceDone, StemMaker } from './stem-maker.ts';
import { blockOf, blockOver } from './synthesis.ts';
import type { StemBlock } from './synthesis.ts';

/** What a thread reads by itself. */
export interface ThreadSource {
  readonly recording: AudioFile;
  /** Samples of the recording, half open. */
  readonly from: number;
  readonly to: number;
  readonly model: ModelSpectrum;
}

export interface StemThreadOptions extends Omit<PieceStemsOptions, 'magnitudeOf'> {
  readonly source: ThreadSource;
  readonly magnitudes: FrameRing;
  readonly write: (block: StemBlock) => Promise<void>;
}

/** One is written while the thread fills the other. */
const ROOMS = 2;

interface Making {
  readonly done: PieceDone;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Makes stems in a thread of its own: while it does, the caller joins the next piece's masks, and writes. Blocks are
 * written and pieces reported in order; at most one piece waits for the one that the thread works on.
 */
export class StemThread implements StemMaker {
  readonly #worker: Worker;
  readonly #taken = new Int32Array(new SharedArrayBuffer(ROOMS * Int32Array.BYTES_PER_ELEMENT));
  readonly #blocks: readonly StemBlock[];
  readonly #write: StemThreadOptions['write'];
  readonly #making: Making[] = [];
  #last: Promise<void> = Promise.resolve();
  /** Writes what came, one after another. */
  #writing: Promise<void> = Promise.resolve();
  #ended: Error | null = null;

  constructor(options: StemThreadOptions) {
    const { source, magnitudes, passage, frontEnd, slots, bins, plan, gridBits, position } = options;
    const files = slots.length + 1;
    const samples = BLOCK_SAMPLES + frontEnd.synthesis.windowLength;
    const rooms = Array.from({ length: ROOMS }, () => sharedFloats(files * passage.channels * samples));
    this.#blocks = rooms.map((room) => blockOver(room, slots.length, passage.channels));
    this.#write = options.write;
    const workerData: StemThreadStart = {
      ...source,
      ...{ slots, bins, gridBits, position, rooms, overlap: plan.overlap, taken: this.#taken },
      magnitudes: { data: magnitudes.data, capacity: magnitudes.capacity },
    };
    this.#worker = new Worker(threadEntry('stem-worker', import.meta.url), {
      workerData,
      execArgv: THREAD_ARGS,
    });
    this.#worker.on('message', (raw: unknown) => this.#take(FromStemThread.parse(raw)));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', (code) => this.#end(new Error(`the stems' thread ended with ${code}`)));
  }

  async make(piece: StemPiece, done: PieceDone): Promise<void> {
    const before = this.#last;
    this.#last = new Promise((resolve, reject) => {
      if (this.#ended === null) this.#making.push({ done, resolve, reject });
      else reject(this.#ended);
    });
    // A failure shows where the next piece, or the end, waits for this one.
    this.#last.catch(() => undefined);
    if (this.#ended === null) this.#worker.postMessage(piece);
    await before;
  }

  async finish(): Promise<void> {
    await this.#last;
  }

  async close(): Promise<void> {
    this.#end(new Error('the stems are no longer wanted'));
    await this.#writing;
    await this.#worker.terminate();
  }

  #take(message: FromStemThread): void {
    if (message.type === 'failure' || message.type === 'bug') {
      // What came before it is written first.
      this.#then(() => Promise.reject(errorOfThread(message, 'the stems’ thread')));
      return;
    }
    this.#then(
      message.type === 'block' ? () => this.#writeRoom(message) : () => this.#report(message.position),
    );
  }

  /** Does one thing after another, and nothing once one has failed. */
  #then(step: () => Promise<void>): void {
    this.#writing = this.#writing
      .then(() => (this.#ended === null ? step() : undefined))
      .catch((error: unknown) => this.#end(error));
  }

  async #writeRoom({ room, count }: { readonly room: number; readonly count: number }): Promise<void> {
    await this.#write(blockOf(this.#blocks[room]!, count));
    Atomics.store(this.#taken, room, 0);
    Atomics.notify(this.#taken, room);
  }

  async #report(position: number): Promise<void> {
    const [making] = this.#making;
    if (making === undefined) throw new Error('the thread made a piece that nobody gave it');
    await making.done(position);
    this.#making.shift();
    making.resolve();
  }

  #end(error: unknown): void {
    this.#ended ??= error instanceof Error ? error : new Error(String(error));
    for (const { reject } of this.#making.splice(0)) reject(this.#ended);
  }
}

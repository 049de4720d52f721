import { Failure } from '../../../src-shared/contract/failure.ts';
import type { PcmReader } from './pcm.ts';

/** Frames read at a time: long enough for few calls, short enough to hold. */
const BLOCK = 1 << 15;

/**
 * A part of a recording that reads like a whole one: sample 0 is its first, and samples outside it are zero.
 * Caches the last block read, because callers advance in overlapping windows.
 */
export class Passage {
  readonly sampleRate: number;
  readonly channels: number;
  /** Length in samples. */
  readonly length: number;
  readonly #reader: PcmReader;
  readonly #from: number;
  #block: readonly Float32Array[] = [];
  #blockStart = 0;

  constructor(reader: PcmReader, from: number, to: number) {
    if (!(from >= 0 && to > from && to <= reader.frames)) {
      throw new Failure('call/invalid', 'The passage is outside the recording', {
        details: { from, to, frames: reader.frames },
      });
    }
    this.#reader = reader;
    this.#from = from;
    this.sampleRate = reader.sampleRate;
    this.channels = reader.channels;
    this.length = to - from;
  }

  /**
   * Planar samples `[start, start + count)`, new arrays; zeros outside of the passage.
   * @throws Failure `audio/not-finite`, `file/truncated`
   */
  async read(start: number, count: number): Promise<Float32Array[]> {
    const out = Array.from({ length: this.channels }, () => new Float32Array(count));
    await this.readInto(start, out);
    return out;
  }

  /**
   * Planar samples from `start` on, as many as `out` holds; zeros outside of the passage.
   * @param out one array a channel, equal lengths, overwritten
   * @throws Failure `audio/not-finite`, `file/truncated`
   */
  async readInto(start: number, out: readonly Float32Array[]): Promise<void> {
    const count = out[0]?.length ?? 0;
    const end = Math.min(start + count, this.length);
    if (start < 0 || end < start + count) for (const samples of out) samples.fill(0);
    for (let at = Math.max(0, start); at < end;) {
      const held = this.#block[0]?.length ?? 0;
      if (at < this.#blockStart || at >= this.#blockStart + held) {
        await this.#load(at);
        continue;
      }
      const offset = at - this.#blockStart;
      const length = Math.min(held - offset, end - at);
      for (const [channel, samples] of this.#block.entries()) {
        out[channel]?.set(samples.subarray(offset, offset + length), at - start);
      }
      at += length;
    }
  }

  async #load(at: number): Promise<void> {
    const count = Math.min(BLOCK, this.length - at);
    const block = await this.#reader.read(this.#from + at, count);
    if (block.length !== this.channels || block.some((samples) => samples.length !== count)) {
      throw new Failure(
        'file/truncated',
        'The recording ends before the passage does: its file was truncated',
      );
    }
    for (const samples of block) {
      const wrong = firstNotFinite(samples);
      if (wrong >= 0) {
        const seconds = (this.#from + at + wrong) / this.sampleRate;
        throw new Failure(
          'audio/not-finite',
          `The recording contains a value that is not a number at ${seconds.toFixed(3)} s; repair it or exclude that passage`,
          { details: { seconds } },
        );
      }
    }
    this.#block = block;
    this.#blockStart = at;
  }
}

/** A plain loop: `findIndex` makes an object of each number. */
function firstNotFinite(samples: Float32Array): number {
  for (let n = 0; n < samples.length; n += 1) if (!Number.isFinite(samples[n])) return n;
  return -1;
}

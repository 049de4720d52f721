import type { FrameRange, WorkletInput } from '../protocol.ts';

/**
 * Stores chunks of streamed audio by their position in the project, per input. It stores only what the window
 * asks it to keep (`keep`); a chunk that is sent twice overwrites itself.
 */
export class ChunkStore {
  readonly #inputs: readonly WorkletInput[];
  readonly #chunks: readonly Map<number, Float32Array>[];
  readonly #chunkFrames: number;
  readonly #frames: number;

  constructor(inputs: readonly WorkletInput[], chunkFrames: number, frames: number) {
    this.#inputs = inputs;
    this.#chunks = inputs.map(() => new Map<number, Float32Array>());
    this.#chunkFrames = chunkFrames;
    this.#frames = frames;
  }

  /** `data` is interleaved and holds whole chunks, from chunk `first` on. */
  add(input: number, first: number, data: Float32Array): void {
    const spec = this.#inputs[input];
    const chunks = this.#chunks[input];
    if (spec === undefined || chunks === undefined) throw new RangeError(`there is no input ${input}`);
    const size = this.#chunkFrames * spec.channels;
    if (data.length === 0 || data.length % size !== 0) {
      throw new RangeError(`${data.length} samples are no whole chunks of ${size}`);
    }
    for (let at = 0; at < data.length; at += size) {
      chunks.set(first + at / size, data.subarray(at, at + size));
    }
  }

  /** Drops every chunk outside the half-open runs. */
  keep(runs: readonly (readonly [number, number])[]): void {
    for (const chunks of this.#chunks) {
      for (const index of chunks.keys()) {
        if (!runs.some(([start, end]) => index >= start && index < end)) chunks.delete(index);
      }
    }
  }

  get size(): number {
    return this.#chunks.reduce((total, chunks) => total + chunks.size, 0);
  }

  /** How many frames from `position` on (at most `limit`) every input has, following the loop where one is given. */
  available(position: number, limit: number, loop: FrameRange | null): number {
    let total = 0;
    let at = position;
    const jumps = loop !== null && position < loop.end ? loop : null;
    while (total < limit) {
      const end = jumps === null ? this.#frames : jumps.end;
      const run = this.#contiguous(at, Math.min(end, at + limit - total));
      total += run;
      if (at + run < end) return total;
      if (jumps === null) return limit;
      at = jumps.start;
    }
    return total;
  }

  /** Whether every input has the whole of `[start, end)`, as far as the project reaches. */
  has(start: number, end: number): boolean {
    const to = Math.min(end, this.#frames);
    return start >= to || this.#contiguous(start, to) === to - start;
  }

  #contiguous(start: number, end: number): number {
    for (let index = Math.floor(start / this.#chunkFrames); index * this.#chunkFrames < end; index += 1) {
      for (const chunks of this.#chunks) {
        if (!chunks.has(index)) return Math.max(0, index * this.#chunkFrames - start);
      }
    }
    return Math.max(0, end - start);
  }

  /**
   * Copies `frames` of an input into planar `out` (1 or 2 arrays); what is missing or past the end is silence.
   * `position` and `frames` must lie within one chunk, as whole mixer blocks do.
   */
  read(input: number, position: number, frames: number, out: readonly Float32Array[]): void {
    const channels = this.#inputs[input]?.channels ?? 0;
    const index = Math.floor(position / this.#chunkFrames);
    const data = this.#chunks[input]?.get(index);
    if (data === undefined) {
      for (const channel of out) channel.fill(0, 0, frames);
      return;
    }
    const from = (position - index * this.#chunkFrames) * channels;
    for (let c = 0; c < channels; c += 1) {
      const target = out[c];
      if (target === undefined) throw new RangeError(`input ${input} needs ${channels} channels`);
      for (let i = 0, at = from + c; i < frames; i += 1, at += channels) target[i] = data[at] ?? 0;
    }
  }
}

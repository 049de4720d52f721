import { Failure, isCancelled, isFailure } from '../../src-shared/contract/failure.ts';
import type { AudioId } from '../../src-shared/project/ids.ts';
import { MIX_BLOCK } from '../../src-shared/mixing/types.ts';
import { preRollStart } from '../../src-shared/mixing/pre-roll.ts';
import type { FrameRange, ToWorklet } from './protocol.ts';
import { planChunks, planRequests, type ChunkRun } from './stream-plan.ts';

/** Interleaved samples of `[fromFrame, fromFrame + frames)`; fewer where the audio ends. */
export type FetchPcm = (
  audioId: AudioId,
  fromFrame: number,
  frames: number,
  channels: number,
  signal: AbortSignal,
) => Promise<Float32Array>;

export interface StreamInput {
  readonly audioId: AudioId;
  readonly channels: number;
  /** Frame of the audio at the project's position 0. */
  readonly offset: number;
  /** If its file is missing, this input becomes silent and the others continue. */
  readonly optional?: boolean;
}

export interface StreamOptions {
  readonly inputs: readonly StreamInput[];
  readonly frames: number;
  /** How much of every input is available at the start; all by default. */
  readonly readyFrames?: number;
  readonly sampleRate: number;
  readonly chunkFrames: number;
  readonly fetchPcm: FetchPcm;
  readonly post: (message: ToWorklet, transfer?: Transferable[]) => void;
  /** Called when an optional input's file turns out to be gone. */
  readonly onLost: (input: number) => void;
  /** Called when data could not be loaded despite all retries. */
  readonly onFailure: (failure: Failure) => void;
}

const AHEAD_SECONDS = 4;
/** The first request of a position covers its pre-roll and this much after it. */
const FIRST_AFTER_SECONDS = 0.2;
const REQUEST_SECONDS = 1;
const MOST_IN_FLIGHT = 12;
const RETRY_MS = [200, 500, 1000, 2000, 4000] as const;

interface Flight {
  readonly run: ChunkRun;
  readonly abort: AbortController;
}

/**
 * Streams audio to the worklet around the playing position only: memory is bounded by the read-ahead,
 * whatever the length. Chunks have fixed positions, so a loop or a short seek reuses what is already loaded.
 */
export class Streamer {
  readonly #options: StreamOptions;
  readonly #sent: readonly Set<number>[];
  readonly #flights: readonly Set<Flight>[];
  readonly #lost = new Set<number>();
  #position = 0;
  #prerollFrom = 0;
  #loop: FrameRange | null = null;
  #readyFrames: number;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #gaveUp = false;
  #closed = false;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#readyFrames = options.readyFrames ?? options.frames;
    this.#sent = options.inputs.map(() => new Set());
    this.#flights = options.inputs.map(() => new Set());
  }

  /** Playback has advanced to `position`. */
  advance(position: number): void {
    this.#position = position;
    this.#prerollFrom = Math.max(0, position - MIX_BLOCK);
    this.#pump();
  }

  /** Playback will continue from `position`, with a pre-roll from `preRollFrom`. */
  seek(position: number, preRollFrom = preRollStart(position, this.#options.sampleRate)): void {
    this.#position = position;
    this.#prerollFrom = preRollFrom;
    this.#failures = 0;
    this.#gaveUp = false;
    this.#pump();
  }

  /** The worklet that had the data no longer exists: a new one gets all of it again. */
  forgetSent(): void {
    for (const sent of this.#sent) sent.clear();
    for (const flights of this.#flights) for (const flight of flights) flight.abort.abort();
  }

  /** Every input is now available up to here. */
  setReady(frames: number): void {
    if (frames === this.#readyFrames) return;
    this.#readyFrames = frames;
    this.#pump();
  }

  setLoop(loop: FrameRange | null): void {
    this.#loop = loop;
    this.#pump();
  }

  close(): void {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    for (const flights of this.#flights) for (const flight of flights) flight.abort.abort();
  }

  get #inFlight(): number {
    return this.#flights.reduce((total, flights) => total + flights.size, 0);
  }

  #pump(): void {
    if (this.#closed) return;
    const { sampleRate, chunkFrames, frames, inputs } = this.#options;
    const groupChunks = Math.max(1, Math.round((REQUEST_SECONDS * sampleRate) / chunkFrames));
    const runs = planChunks({
      position: this.#position,
      prerollFrom: this.#prerollFrom,
      loop: this.#loop,
      aheadFrames: AHEAD_SECONDS * sampleRate,
      frames,
      readyFrames: this.#readyFrames,
      chunkFrames,
      groupChunks,
    });
    this.#forget(runs);
    if (this.#retry !== null || this.#gaveUp) return;
    const first = Math.ceil(
      (this.#position - this.#prerollFrom + FIRST_AFTER_SECONDS * sampleRate) / chunkFrames + 1,
    );
    for (const request of planRequests(runs, first, groupChunks)) {
      for (let input = 0; input < inputs.length; input += 1) {
        if (this.#inFlight >= MOST_IN_FLIGHT) return;
        const missing = this.#missing(input, request);
        if (missing !== null) void this.#fetch(input, missing);
      }
    }
  }

  /** Drops chunks and requests that playback will not need; keeps a second behind for short steps back. */
  #forget(runs: readonly ChunkRun[]): void {
    const { sampleRate, chunkFrames } = this.#options;
    const behind = Math.max(0, Math.floor((this.#position - sampleRate) / chunkFrames));
    const kept: ChunkRun[] = [...runs, [behind, Math.floor(this.#position / chunkFrames) + 1]];
    const wanted = (index: number): boolean => kept.some(([start, end]) => index >= start && index < end);
    let dropped = false;
    for (const sent of this.#sent) {
      for (const index of sent) {
        if (wanted(index)) continue;
        sent.delete(index);
        dropped = true;
      }
    }
    if (dropped) this.#options.post({ type: 'keep', runs: kept });
    for (const flights of this.#flights) {
      for (const flight of flights) {
        const [start, end] = flight.run;
        if (!kept.some((run) => run[0] < end && start < run[1])) flight.abort.abort();
      }
    }
  }

  /** The first part of `request` that is neither loaded nor loading. */
  #missing(input: number, [start, end]: ChunkRun): ChunkRun | null {
    const has = (index: number): boolean =>
      (this.#sent[input]?.has(index) ?? false) ||
      [...(this.#flights[input] ?? [])].some(
        ({ run, abort }) => !abort.signal.aborted && index >= run[0] && index < run[1],
      );
    let from = start;
    while (from < end && has(from)) from += 1;
    if (from === end) return null;
    let to = from + 1;
    while (to < end && !has(to)) to += 1;
    return [from, to];
  }

  async #fetch(input: number, run: ChunkRun): Promise<void> {
    const source = this.#options.inputs[input];
    const flights = this.#flights[input];
    if (source === undefined || flights === undefined) throw new RangeError(`there is no input ${input}`);
    const flight: Flight = { run, abort: new AbortController() };
    flights.add(flight);
    try {
      const data = await this.#load(input, source, run, flight.abort.signal);
      if (flight.abort.signal.aborted || this.#closed) return;
      this.#failures = 0;
      for (let index = run[0]; index < run[1]; index += 1) this.#sent[input]?.add(index);
      this.#options.post({ type: 'chunks', input, first: run[0], data }, [data.buffer]);
    } catch (error) {
      if (flight.abort.signal.aborted || isCancelled(error)) return;
      if (source.optional === true && isFailure(error) && error.code.startsWith('file/')) {
        this.#lost.add(input);
        this.#options.onLost(input);
      } else this.#failed(error);
    } finally {
      flights.delete(flight);
      this.#pump();
    }
  }

  /** Whole chunks, zero-padded past the end of the audio. */
  async #load(
    input: number,
    source: StreamInput,
    run: ChunkRun,
    signal: AbortSignal,
  ): Promise<Float32Array<ArrayBuffer>> {
    const { chunkFrames, frames, fetchPcm } = this.#options;
    const from = run[0] * chunkFrames;
    const count = Math.min(frames, run[1] * chunkFrames) - from;
    const length = (run[1] - run[0]) * chunkFrames * source.channels;
    if (this.#lost.has(input)) return new Float32Array(length);
    const data = await fetchPcm(source.audioId, source.offset + from, count, source.channels, signal);
    const whole = data.length === length && data.byteOffset === 0 && data.buffer instanceof ArrayBuffer;
    if (whole && data.buffer.byteLength === data.byteLength) return data as Float32Array<ArrayBuffer>;
    const padded = new Float32Array(length);
    padded.set(data.subarray(0, length));
    return padded;
  }

  #failed(error: unknown): void {
    // Concurrent requests fail together, so only one failure per round counts.
    if (this.#retry !== null || this.#gaveUp) return;
    const wait = RETRY_MS[this.#failures];
    this.#failures += 1;
    if (wait === undefined) {
      this.#gaveUp = true;
      this.#options.onFailure(
        isFailure(error)
          ? error
          : new Failure('file/unreadable', 'The audio could not be read from the library', { cause: error }),
      );
      return;
    }
    this.#retry = setTimeout(() => {
      this.#retry = null;
      this.#pump();
    }, wait);
  }
}

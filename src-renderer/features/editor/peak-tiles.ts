import type { AudioId } from '../../../src-shared/project/ids.ts';

export interface PeakTile {
  /** `[min, max]` pairs: the lowest and highest sample (-1 to 1) of each bucket over all channels. */
  readonly data: Float32Array;
  /** The interleaved samples themselves, at level 0 only. */
  readonly samples: Float32Array | null;
  /** False while the host is still reading this part. */
  readonly complete: boolean;
}

export interface TileSource {
  readonly audioId: AudioId;
  readonly channels: number;
  /** The frame of the audio at position 0 of the project. */
  readonly offset: number;
  /** The length of the project in frames. */
  readonly frames: number;
}

export interface TileFetchers {
  fetchPeaks: (
    audioId: AudioId,
    range: { readonly from: number; readonly to: number; readonly buckets: number },
    signal: AbortSignal,
  ) => Promise<{
    readonly channels: number;
    readonly buckets: number;
    readonly ready: number;
    readonly frames: number;
    readonly data: Int16Array;
  }>;
  fetchPcm: (
    audioId: AudioId,
    fromFrame: number,
    frames: number,
    channels: number,
    signal: AbortSignal,
  ) => Promise<Float32Array>;
}

export const TILE_BUCKETS = 512;
/** Below this many frames per bucket, buckets are computed from the samples. */
const PCM_BELOW = 128;
/** The maximum number of cached tiles, about 6 MB. */
const MOST_TILES = 1500;
const MOST_IN_FLIGHT = 6;
const RETRY_MS = 1500;

/** Returns the level (2^level frames per bucket) whose buckets are at most one device pixel wide. */
export function levelFor(framesPerPixel: number, pixelRatio: number): number {
  return Math.max(0, Math.floor(Math.log2(Math.max(1, framesPerPixel / pixelRatio))));
}

interface Wanted {
  readonly key: string;
  readonly source: TileSource;
  readonly level: number;
  readonly index: number;
}

/**
 * An LRU cache of the peaks of all tracks at the zoom levels in view, fetched as tiles.
 * Drawing never waits: a coarser level stands in for missing tiles.
 */
export class PeakTiles {
  readonly #fetchers: TileFetchers;
  readonly #onChange: () => void;
  readonly #tiles = new Map<string, PeakTile>();
  readonly #retryAt = new Map<string, number>();
  readonly #flights = new Map<string, AbortController>();
  #queue: Wanted[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(fetchers: TileFetchers, onChange: () => void) {
    this.#fetchers = fetchers;
    this.#onChange = onChange;
  }

  /** Returns the tile as far as it is loaded, and requests it if it is missing. */
  tile(source: TileSource, level: number, index: number): PeakTile | null {
    const key = `${source.audioId}/${level}/${index}`;
    const found = this.#tiles.get(key);
    if (found !== undefined) {
      this.#tiles.delete(key);
      this.#tiles.set(key, found);
    }
    const due = (this.#retryAt.get(key) ?? 0) <= performance.now();
    if ((found === undefined || !found.complete) && due && !this.#flights.has(key)) {
      if (!this.#queue.some((wanted) => wanted.key === key)) this.#queue.push({ key, source, level, index });
      this.#schedule(0);
    }
    return found ?? null;
  }

  /** Returns a tile if it is cached, without requesting it. */
  peek(source: TileSource, level: number, index: number): PeakTile | null {
    return this.#tiles.get(`${source.audioId}/${level}/${index}`) ?? null;
  }

  /** Drops queued requests that have not started, because the view has moved. */
  forgetQueue(): void {
    this.#queue = [];
  }

  close(): void {
    this.#closed = true;
    this.#queue = [];
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const abort of this.#flights.values()) abort.abort();
  }

  #schedule(ms: number): void {
    if (this.#timer !== null || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#pump();
    }, ms);
  }

  #pump(): void {
    while (this.#flights.size < MOST_IN_FLIGHT) {
      const wanted = this.#queue.shift();
      if (wanted === undefined) return;
      void this.#fetch(wanted);
    }
  }

  async #fetch(wanted: Wanted): Promise<void> {
    const abort = new AbortController();
    this.#flights.set(wanted.key, abort);
    try {
      const tile = await this.#load(wanted, abort.signal);
      if (this.#closed) return;
      this.#tiles.set(wanted.key, tile);
      if (!tile.complete) this.#retryLater(wanted.key);
      for (const key of this.#tiles.keys()) {
        if (this.#tiles.size <= MOST_TILES) break;
        this.#tiles.delete(key);
      }
      this.#onChange();
    } catch {
      // A missing waveform does not warrant a message: the engine reports failures of the audio itself.
      this.#retryLater(wanted.key);
    } finally {
      this.#flights.delete(wanted.key);
      if (!this.#closed) this.#pump();
    }
  }

  #retryLater(key: string): void {
    this.#retryAt.set(key, performance.now() + RETRY_MS);
    if (!this.#closed) setTimeout(() => this.#onChange(), RETRY_MS + 50);
  }

  async #load({ source, level, index }: Wanted, signal: AbortSignal): Promise<PeakTile> {
    const perBucket = 2 ** level;
    const from = index * TILE_BUCKETS * perBucket;
    const frames = Math.min(source.frames - from, TILE_BUCKETS * perBucket);
    const buckets = Math.max(1, Math.ceil(frames / perBucket));
    if (perBucket < PCM_BELOW) {
      const { audioId, offset, channels } = source;
      const pcm = await this.#fetchers.fetchPcm(audioId, offset + from, frames, channels, signal);
      return {
        data: peaksOf(pcm, channels, perBucket),
        samples: level === 0 ? pcm : null,
        complete: true,
      };
    }
    const peaks = await this.#fetchers.fetchPeaks(
      source.audioId,
      { from: source.offset + from, to: source.offset + from + buckets * perBucket, buckets },
      signal,
    );
    const end = Math.min(peaks.frames, source.offset + from + frames);
    return { data: merged(peaks), samples: null, complete: peaks.ready >= end && peaks.frames > 0 };
  }
}

/** Computes the peaks of interleaved samples over all channels, in buckets of `perBucket` frames. */
export function peaksOf(pcm: Float32Array, channels: number, perBucket: number): Float32Array {
  const buckets = Math.ceil(pcm.length / (channels * perBucket));
  const data = new Float32Array(buckets * 2);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    let low = Infinity;
    let high = -Infinity;
    const end = Math.min(pcm.length, (bucket + 1) * perBucket * channels);
    for (let at = bucket * perBucket * channels; at < end; at += 1) {
      const sample = pcm[at] ?? 0;
      low = Math.min(low, sample);
      high = Math.max(high, sample);
    }
    data[bucket * 2] = low;
    data[bucket * 2 + 1] = high;
  }
  return data;
}

/** Merges int16 `[channel][bucket][min, max]` peaks into one pair per bucket. */
function merged(peaks: { readonly channels: number; readonly buckets: number; readonly data: Int16Array }) {
  const out = new Float32Array(peaks.buckets * 2);
  for (let bucket = 0; bucket < peaks.buckets; bucket += 1) {
    let low = 32767;
    let high = -32768;
    for (let channel = 0; channel < peaks.channels; channel += 1) {
      const at = (channel * peaks.buckets + bucket) * 2;
      low = Math.min(low, peaks.data[at] ?? 0);
      high = Math.max(high, peaks.data[at + 1] ?? 0);
    }
    out[bucket * 2] = low / 32767;
    out[bucket * 2 + 1] = high / 32767;
  }
  return out;
}

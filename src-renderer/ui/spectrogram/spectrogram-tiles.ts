import { isCancelled, isFailure, type Failure } from '../../../src-shared/contract/failure.ts';
import type { AudioId } from '../../../src-shared/project/ids.ts';
import { MOST_TILES, type TileRun } from '../../../src-shared/spectrogram/tiles.ts';

/** Calls `onTile` for each tile of a run, in order, as it arrives. @throws Failure */
export type FetchTiles = (
  audioId: AudioId,
  run: TileRun,
  onTile: (index: number, tile: Uint8Array) => void,
  signal: AbortSignal,
) => Promise<void>;

/** The tiles that one drawing shows: `[first, end)` of a level. */
export interface ShownTiles {
  readonly audioId: AudioId;
  readonly level: number;
  readonly first: number;
  readonly end: number;
}

interface Flight {
  readonly audioId: AudioId;
  readonly run: TileRun;
  readonly abort: AbortController;
  arrived: number;
}

/** 120 kB each: about 40 MB, the visible tiles of eight lanes on a wide screen three times over. */
const MOST_KEPT = 340;
/** Leaves connections for the stream that plays: a browser has six for one host. */
const MOST_IN_FLIGHT = 3;
/** Short runs, so that what is in view appears evenly and little is thrown away when the view moves. */
const RUN_TILES = Math.min(MOST_TILES, 6);
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;

const keyOf = (audioId: AudioId, level: number, index: number): string => `${audioId}/${level}/${index}`;

/**
 * Loads the tiles that the drawings of one page show, and keeps a bounded number of them. What no drawing shows any more
 * is cancelled, down to the process that computes it. Drawing never waits.
 */
export class SpectrogramTiles {
  readonly #fetch: FetchTiles;
  readonly #tiles = new Map<string, Uint8Array>();
  readonly #shown = new Map<object, ShownTiles>();
  readonly #flights = new Set<Flight>();
  readonly #failures = new Map<
    AudioId,
    { readonly failure: Failure; readonly waitMs: number; until: number }
  >();
  readonly #listeners = new Set<() => void>();
  #version = 0;
  #pumping = false;
  #telling = false;

  constructor(fetch: FetchTiles) {
    this.#fetch = fetch;
  }

  /** Says what a drawing shows now; what is missing of it is loaded. */
  show(drawing: object, shown: ShownTiles): void {
    const before = this.#shown.get(drawing);
    const same =
      before?.audioId === shown.audioId &&
      before.level === shown.level &&
      before.first === shown.first &&
      before.end === shown.end;
    if (same) return;
    this.#shown.set(drawing, shown);
    this.#schedule();
  }

  /** The drawing is gone, or shows nothing. */
  leave(drawing: object): void {
    if (this.#shown.delete(drawing)) this.#schedule();
  }

  /** A tile, if it is there. */
  peek(audioId: AudioId, level: number, index: number): Uint8Array | null {
    return this.#tiles.get(keyOf(audioId, level, index)) ?? null;
  }

  /** Why the last tiles of this audio could not be loaded; null if they could. */
  failureOf(audioId: AudioId): Failure | null {
    return this.#failures.get(audioId)?.failure ?? null;
  }

  /** For `useSyncExternalStore`: called when there is something new to draw. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly version = (): number => this.#version;

  /** Draws again soon, for example because a drawing left some of its work for later. */
  touch(): void {
    if (this.#telling) return;
    this.#telling = true;
    requestAnimationFrame(() => {
      this.#telling = false;
      this.#version += 1;
      for (const listener of this.#listeners) listener();
    });
  }

  /** Ends every load and forgets every tile. Usable again afterwards. */
  clear(): void {
    this.#shown.clear();
    this.#tiles.clear();
    for (const flight of this.#flights) flight.abort.abort();
  }

  #schedule(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    queueMicrotask(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  #pump(): void {
    const wanted = [...this.#shown.values()];
    for (const { audioId, run, abort, arrived } of this.#flights) {
      const isWanted = wanted.some(
        (shown) =>
          shown.audioId === audioId &&
          shown.level === run.level &&
          shown.first < run.first + run.count &&
          shown.end > run.first + arrived,
      );
      if (!isWanted) abort.abort();
    }
    for (const shown of wanted) {
      if (this.#flights.size >= MOST_IN_FLIGHT) return;
      const run = this.#missing(shown);
      if (run !== null) void this.#load(shown.audioId, run);
    }
  }

  /** The first stretch of missing tiles that nothing loads. */
  #missing({ audioId, level, first, end }: ShownTiles): TileRun | null {
    if ((this.#failures.get(audioId)?.until ?? 0) > performance.now()) return null;
    const isMissing = (index: number): boolean => {
      const key = keyOf(audioId, level, index);
      const kept = this.#tiles.get(key);
      if (kept === undefined) return !this.#isComing(audioId, level, index);
      this.#tiles.delete(key);
      this.#tiles.set(key, kept);
      return false;
    };
    let from = first;
    while (from < end && !isMissing(from)) from += 1;
    if (from === end) return null;
    let to = from + 1;
    while (to < end && to - from < RUN_TILES && isMissing(to)) to += 1;
    return { level, first: from, count: to - from };
  }

  #isComing(audioId: AudioId, level: number, index: number): boolean {
    for (const { audioId: id, run, abort } of this.#flights) {
      const within = index >= run.first && index < run.first + run.count;
      if (id === audioId && run.level === level && within && !abort.signal.aborted) return true;
    }
    return false;
  }

  async #load(audioId: AudioId, run: TileRun): Promise<void> {
    const flight: Flight = { audioId, run, abort: new AbortController(), arrived: 0 };
    this.#flights.add(flight);
    try {
      await this.#fetch(
        audioId,
        run,
        (index, tile) => {
          flight.arrived += 1;
          this.#keep(keyOf(audioId, run.level, index), tile);
          this.touch();
        },
        flight.abort.signal,
      );
      this.#failures.delete(audioId);
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (!isCancelled(error)) this.#fail(audioId, error);
    } finally {
      this.#flights.delete(flight);
      this.#schedule();
    }
  }

  #keep(key: string, tile: Uint8Array): void {
    this.#tiles.set(key, tile);
    for (const oldest of this.#tiles.keys()) {
      if (this.#tiles.size <= MOST_KEPT) return;
      this.#tiles.delete(oldest);
    }
  }

  #fail(audioId: AudioId, failure: Failure): void {
    const waitMs = Math.min(LAST_RETRY_MS, 2 * (this.#failures.get(audioId)?.waitMs ?? FIRST_RETRY_MS / 2));
    this.#failures.set(audioId, { failure, waitMs, until: performance.now() + waitMs });
    this.touch();
    setTimeout(() => this.#schedule(), waitMs + 50);
  }
}

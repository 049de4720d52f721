import type { AudioId } from '../../../src-shared/project/ids.ts';
import type { TileRun } from '../../../src-shared/spectrogram/tiles.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import type { SpawnProcess } from '../../jobs/tasks/task-protocol.ts';
import type { AudioFile } from '../readable-audio.ts';
import { contentHash } from './content-hash.ts';
import { Places } from './places.ts';
import type { TileCache } from './tile-cache.ts';

/** Child processes that compute tiles at the same time; playback needs the rest of a small machine. */
const AT_ONCE = 2;
const KILL_AFTER_MS = 50;

interface SpectrogramsOptions {
  /** @throws Failure as `ReadableAudio.file` */
  readonly fileOf: (id: AudioId) => Promise<AudioFile>;
  readonly spawn: SpawnProcess;
  /** Null where the library can't be written. */
  readonly cache: TileCache | null;
  /** Ends the work when the library closes. */
  readonly closing: AbortSignal;
}

/** Spectrograms of the library's audio: tiles from the cache, or from a child process that computes them. */
export class Spectrograms {
  readonly #options: SpectrogramsOptions;
  readonly #places = new Places(AT_ONCE);

  constructor(options: SpectrogramsOptions) {
    this.#options = options;
  }

  /**
   * Yields the tiles of a run in order, each as soon as it is there.
   * @throws Failure `library/not-found`, `file/not-found`, `audio/not-ready`, `library/untrusted`, `call/cancelled`
   */
  async *tiles(
    id: AudioId,
    { level, first, count }: TileRun,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, void> {
    const { fileOf, cache } = this.#options;
    const file = await fileOf(id);
    const content = await contentHash(file.path, file.channelMap);
    const found = new Map<number, Uint8Array>();
    const missing: number[] = [];
    for (let index = first; index < first + count; index += 1) {
      const tile = (await cache?.get(content, level, index)) ?? null;
      if (tile === null) missing.push(index);
      else found.set(index, tile);
    }
    const computed = this.#compute(file, level, missing, signal);
    try {
      for (let index = first; index < first + count; index += 1) {
        const cached = found.get(index);
        if (cached !== undefined) {
          yield cached;
          continue;
        }
        const made = await computed.next();
        if (made.done === true) throw new Error(`tile ${index} was not computed`);
        await cache?.put(content, level, index, made.value);
        yield made.value;
      }
    } finally {
      await computed.return(undefined);
    }
  }

  /** Computes tiles in a child process and yields them in the order of `indices`. */
  async *#compute(
    { path, channelMap }: AudioFile,
    level: number,
    indices: readonly number[],
    asked: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, void> {
    const { spawn, closing } = this.#options;
    const leave = new AbortController();
    const signal = AbortSignal.any([asked, closing, leave.signal]);
    const free = await this.#places.take(signal);
    let ended = Promise.resolve();
    const tiles = new ReadableStream<Uint8Array>({
      start(controller) {
        const input = { audioPath: path, channelMap, level, indices };
        ended = runTask(spawn, 'spectrogram', input, {
          signal,
          // An unfinished tile leaves nothing behind, so there is no reason to wait for the child.
          cancelGraceMs: KILL_AFTER_MS,
          onEvent: ({ tile }) => controller.enqueue(tile),
        }).then(
          () => {
            if (!leave.signal.aborted) controller.close();
          },
          (error: unknown) => controller.error(error),
        );
      },
      cancel: () => leave.abort(),
    });
    try {
      yield* tiles;
    } finally {
      await ended;
      free();
    }
  }
}

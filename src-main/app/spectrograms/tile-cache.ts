import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TILE_BYTES } from '../../../src-shared/spectrogram/tiles.ts';
import type { Log } from '../../library/log/log.ts';

/** About 4400 tiles: five stems of an hour, zoomed through. */
export const CACHE_BYTES = 512 * 2 ** 20;
/** Bytes that are written between two looks at the whole cache. */
const LOOK_BYTES = CACHE_BYTES / 16;
/** A trimmed cache has room for this share of its bound, so that it isn't trimmed with every tile. */
const TRIMMED_SHARE = 0.8;

/** Only what this cache itself named is ever removed. */
const FOLDER = /^[0-9a-f]{64}$/;
const FILE = /^\d+-\d+\.tile(\.part)?$/;

/**
 * Tiles on disk, a folder for each content, up to a bound. The least recently used ones are removed. A cache that can't be
 * read or written is a slow cache, not a failure: it is logged, and the tile is computed again.
 */
export class TileCache {
  readonly #folder: string;
  readonly #log: Log;
  readonly #bound: number;
  #unseen = LOOK_BYTES;
  #trimming: Promise<void> | null = null;

  constructor(folder: string, log: Log, bound = CACHE_BYTES) {
    this.#folder = folder;
    this.#log = log;
    this.#bound = bound;
  }

  /** @param content hash of the audio that the tile shows */
  async get(content: string, level: number, index: number): Promise<Uint8Array | null> {
    const path = this.#pathOf(content, level, index);
    try {
      const tile = await readFile(path);
      if (tile.length !== TILE_BYTES) return null;
      const now = new Date();
      await utimes(path, now, now);
      return new Uint8Array(tile.buffer, tile.byteOffset, tile.length);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#tell(error);
      return null;
    }
  }

  async put(content: string, level: number, index: number, tile: Uint8Array): Promise<void> {
    const path = this.#pathOf(content, level, index);
    try {
      await mkdir(join(this.#folder, content), { recursive: true, mode: 0o700 });
      await writeFile(`${path}.part`, tile, { mode: 0o600 });
      await rename(`${path}.part`, path);
    } catch (error) {
      this.#tell(error);
      return;
    }
    this.#unseen += tile.length;
    if (this.#unseen < Math.min(LOOK_BYTES, this.#bound / 16)) return;
    this.#unseen = 0;
    this.#trimming ??= this.#trim()
      .catch((error: unknown) => this.#tell(error))
      .finally(() => (this.#trimming = null));
  }

  /** Resolves once nothing is being removed. */
  async settled(): Promise<void> {
    await this.#trimming;
  }

  #pathOf(content: string, level: number, index: number): string {
    return join(this.#folder, content, `${level}-${index}.tile`);
  }

  async #trim(): Promise<void> {
    const files: { path: string; bytes: number; usedMs: number }[] = [];
    let bytes = 0;
    for (const content of await readdir(this.#folder)) {
      if (!FOLDER.test(content)) continue;
      for (const name of await readdir(join(this.#folder, content))) {
        if (!FILE.test(name)) continue;
        const path = join(this.#folder, content, name);
        const found = await stat(path).catch(() => null);
        if (found === null) continue;
        files.push({ path, bytes: found.size, usedMs: found.mtimeMs });
        bytes += found.size;
      }
    }
    if (bytes <= this.#bound) return;
    files.sort((a, b) => a.usedMs - b.usedMs);
    for (const file of files) {
      if (bytes <= this.#bound * TRIMMED_SHARE) break;
      await rm(file.path, { force: true });
      bytes -= file.bytes;
    }
  }

  #tell(error: unknown): void {
    this.#log.warn('spectrograms: the cache on disk does not work', error);
  }
}

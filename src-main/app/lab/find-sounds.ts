import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { Archive } from '../../archive/read-archive.ts';
import { sha256Of } from '../../audio/read/file-content.ts';
import type { ArchivedSound } from './format.ts';

/** Finds the sounds that an archive names by their hashes: in the archive, or among the user's files. */
export class SoundFinder {
  readonly #archive: Archive;
  readonly #scratch: string;
  /** Paths by length in bytes, because most files needn't be hashed. */
  readonly #bySize: Map<number, string[]>;
  readonly #extracted = new Set<string>();

  private constructor(archive: Archive, scratch: string, bySize: Map<number, string[]>) {
    this.#archive = archive;
    this.#scratch = scratch;
    this.#bySize = bySize;
  }

  /**
   * @param places files, and folders that are searched with the folders in them
   * @throws Failure `file/not-found`
   */
  static async in(archive: Archive, scratch: string, places: readonly string[]): Promise<SoundFinder> {
    const bySize = new Map<number, string[]>();
    for (const path of (await Promise.all(places.map(filesIn))).flat()) {
      const { size } = await stat(path);
      bySize.set(size, [...(bySize.get(size) ?? []), path]);
    }
    return new SoundFinder(archive, scratch, bySize);
  }

  /** @returns the path of a file with exactly this content. @throws Failure `file/not-found`, `file/unreadable` */
  async find({ title, sha256, bytes, entry }: ArchivedSound, signal: AbortSignal): Promise<string> {
    if (entry !== null) {
      // The hash, not the archive, names the file.
      const path = join(this.#scratch, sha256);
      if (this.#extracted.has(sha256)) return path;
      await this.#archive.extract(entry, path, signal);
      this.#extracted.add(sha256);
      if ((await sha256Of(path)) === sha256) return path;
      throw new Failure('file/unreadable', `The archive’s "${title}" is damaged`);
    }
    for (const path of this.#bySize.get(bytes) ?? []) {
      if ((await sha256Of(path)) === sha256) return path;
    }
    throw new Failure(
      'file/not-found',
      `The archive has only the hash of "${title}": name the folder that contains it with --sounds`,
    );
  }
}

async function filesIn(place: string): Promise<string[]> {
  const path = resolve(place);
  const found = await stat(path).catch((cause: unknown) => {
    throw new Failure('file/not-found', `"${place}" is not there or can't be reached`, { cause });
  });
  if (found.isFile()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

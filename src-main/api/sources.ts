import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import { fromStoredPath, type LibraryFolder } from '../library/folder.ts';
import type { StoredRecording } from '../library/recordings.ts';

export type SourceState = 'available' | 'missing' | 'changed';

/** What `check` needs to tell the library: that a touched file turned out to be the same. */
export type OnSame = (id: RecordingId, bytes: number, mtimeMs: number) => void;

/**
 * Whether the audio behind a recording is still what was imported. A source that is read in place is known by its
 * size and time of change; where only the time differs its content decides, hashed once in the background.
 */
export class Sources {
  readonly #folder: LibraryFolder;
  readonly #onSame: OnSame;
  readonly #hashing = new Map<string, Promise<void>>();
  readonly #different = new Set<string>();

  constructor(folder: LibraryFolder, onSame: OnSame) {
    this.#folder = folder;
    this.#onSame = onSame;
  }

  async check(recording: StoredRecording): Promise<SourceState> {
    // Until it was read nothing is known of it, and what is read then is what counts.
    if (recording.audioPath === null) return 'available';
    const path = fromStoredPath(this.#folder, recording.audioPath);
    let bytes: number;
    let mtimeMs: number;
    try {
      const found = await stat(path);
      if (!found.isFile()) return 'missing';
      bytes = found.size;
      mtimeMs = found.mtimeMs;
    } catch {
      return 'missing';
    }
    // A working copy is the library's own.
    if (path !== recording.sourcePath) return 'available';
    if (bytes !== recording.sourceBytes) return 'changed';
    if (mtimeMs === recording.sourceMtimeMs) return 'available';
    this.#hash(recording, path, bytes, mtimeMs);
    return 'changed';
  }

  /** @throws Failure `file/not-found`, `file/unreadable` */
  async require(recording: StoredRecording): Promise<void> {
    const state = await this.check(recording);
    if (state === 'missing') {
      throw new Failure(
        'file/not-found',
        `"${recording.fileName}" is no longer at ${recording.sourcePath}. Put it back there, or import it again.`,
      );
    }
    if (state === 'changed') {
      throw new Failure(
        'file/unreadable',
        `"${recording.fileName}" was changed since it was imported. Put the old file back, or import it again.`,
      );
    }
  }

  /** Resolves once no file is being hashed. */
  async settled(): Promise<void> {
    await Promise.all(this.#hashing.values());
  }

  #hash(recording: StoredRecording, path: string, bytes: number, mtimeMs: number): void {
    const key = `${path}\0${bytes}\0${mtimeMs}`;
    if (this.#different.has(key) || this.#hashing.has(key)) return;
    const work = sha256Of(path)
      .then((sha256) => {
        if (sha256 === recording.sha256) this.#onSame(recording.id, bytes, mtimeMs);
        else this.#different.add(key);
      })
      // It went away or can't be read: the next check says so.
      .catch(() => {})
      .finally(() => this.#hashing.delete(key));
    this.#hashing.set(key, work);
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

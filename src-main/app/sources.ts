import { realpath, stat } from 'node:fs/promises';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import { sha256Of } from '../audio/read/file-content.ts';
import { fromStoredPath, liesUnder, type LibraryFolder } from '../library/folder.ts';
import type { StoredRecording } from '../library/rows/recordings.ts';

/** `outside`: the file may exist, but an untrusted library may not lead out of its own folder. */
export type SourceState = 'available' | 'missing' | 'changed' | 'outside';

/** Called when a file with a new modification time turns out to have the same content. */
export type OnSame = (id: RecordingId, bytes: number, mtimeMs: number) => void;

/**
 * Checks that the audio behind a recording is still what was imported. A source that is used in place is
 * identified by its size and modification time; if only the time differs, its content is hashed once in the
 * background and decides.
 */
export class Sources {
  readonly #folder: LibraryFolder;
  readonly #onSame: OnSame;
  readonly #isTrusted: () => boolean;
  /** Whether the content is unchanged, keyed by path, size and modification time. */
  readonly #verdicts = new Map<string, Promise<boolean>>();
  readonly #known = new Map<string, boolean>();

  constructor(folder: LibraryFolder, isTrusted: () => boolean, onSame: OnSame) {
    this.#folder = folder;
    this.#isTrusted = isTrusted;
    this.#onSame = onSame;
  }

  /** Answers immediately: a file that is still being hashed counts as changed. */
  async check(recording: StoredRecording): Promise<SourceState> {
    const look = await this.#look(recording);
    if (typeof look === 'string') return look;
    void this.#verdict(recording, look);
    return this.#known.get(look.key) === true ? 'available' : 'changed';
  }

  /**
   * Waits for a file's hash if that decides.
   * @throws Failure `file/not-found`, `file/unreadable`, `library/untrusted`
   */
  async require(recording: StoredRecording): Promise<void> {
    const look = await this.#look(recording);
    if (look === 'available') return;
    if (look === 'outside') {
      throw new Failure(
        'library/untrusted',
        `"${recording.fileName}" lies outside this library, which comes from elsewhere. Trust the library first, or import the file again.`,
      );
    }
    if (look === 'missing') {
      throw new Failure(
        'file/not-found',
        `"${recording.fileName}" is no longer at ${recording.sourcePath}. Put it back there, or import it again.`,
      );
    }
    if (look === 'changed' || !(await this.#verdict(recording, look))) {
      throw new Failure(
        'file/unreadable',
        `"${recording.fileName}" was changed since it was imported. Put the old file back, or import it again.`,
      );
    }
  }

  /** Resolves once no file is being hashed. */
  async settled(): Promise<void> {
    await Promise.all(this.#verdicts.values());
  }

  async #look(recording: StoredRecording): Promise<SourceState | Look> {
    // Before the import nothing is known about the file, and whatever the import reads is what counts.
    if (recording.state !== 'ready') return 'available';
    const path = fromStoredPath(this.#folder, recording.audioPath);
    if (!this.#isTrusted() && (await this.#leadsOut(path))) return 'outside';
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
    // A working copy belongs to the library.
    if (path !== recording.sourcePath) return 'available';
    if (bytes !== recording.sourceBytes) return 'changed';
    if (mtimeMs === recording.sourceMtimeMs) return 'available';
    return { path, bytes, mtimeMs, key: [recording.id, path, bytes, mtimeMs].join('\0') };
  }

  /** Links are resolved, because a link inside the library may point anywhere. */
  async #leadsOut(path: string): Promise<boolean> {
    if (!liesUnder(this.#folder.root, path)) return true;
    try {
      return !liesUnder(await realpath(this.#folder.root), await realpath(path));
    } catch {
      // The file does not exist, which the caller finds out next.
      return false;
    }
  }

  #verdict(recording: StoredRecording, { path, bytes, mtimeMs, key }: Look): Promise<boolean> {
    let verdict = this.#verdicts.get(key);
    if (verdict === undefined) {
      verdict = sha256Of(path).then(
        (sha256) => {
          const isSame = sha256 === recording.sha256;
          this.#known.set(key, isSame);
          if (isSame) this.#onSame(recording.id, bytes, mtimeMs);
          return isSame;
        },
        () => {
          // It was removed or is unreadable at the moment; the next check hashes it again.
          this.#verdicts.delete(key);
          return false;
        },
      );
      this.#verdicts.set(key, verdict);
    }
    return verdict;
  }
}

/** A file of the right size with a different modification time. */
interface Look {
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly key: string;
}

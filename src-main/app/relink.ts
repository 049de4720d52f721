import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RelinkProgress } from '../../src-shared/contract/relink.ts';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import { sha256Of } from '../audio/read/file-content.ts';
import type { ReadableDatabase, WritableDatabase } from '../library/database.ts';
import { fromStoredPath, toStoredPath, type LibraryFolder } from '../library/folder.ts';
import { listRecordings, setSource, type ReadyStoredRecording } from '../library/rows/recordings.ts';
import { findAudio, type FoundFile } from './find-audio.ts';

interface Relinking {
  readonly read: ReadableDatabase;
  readonly write: WritableDatabase;
  readonly folder: LibraryFolder;
}

interface RelinkOptions {
  readonly signal: AbortSignal;
  /** Called for every recording that was found. */
  readonly onFound: (id: RecordingId, path: string) => void;
}

/** A search for lost files may go through a whole disk. */
const MOST_FILES = 100_000;

/** So many files are looked at together. */
const AT_ONCE = 64;

/** Recordings that are read in place, and whose file is gone or has become another. */
export async function lostRecordings(read: ReadableDatabase): Promise<ReadyStoredRecording[]> {
  const inPlace = listRecordings(read).filter(
    (recording): recording is ReadyStoredRecording =>
      recording.state === 'ready' && recording.storage === 'reference' && recording.sha256 !== null,
  );
  const lost: ReadyStoredRecording[] = [];
  for (let first = 0; first < inPlace.length; first += AT_ONCE) {
    const some = inPlace.slice(first, first + AT_ONCE);
    const found = await Promise.all(some.map(({ sourcePath }) => stat(sourcePath).catch(() => null)));
    lost.push(
      ...some.filter(({ sourceBytes }, at) => {
        const file = found[at];
        return file?.isFile() !== true || file.size !== sourceBytes;
      }),
    );
  }
  return lost;
}

/**
 * Looks below a folder for the files of lost recordings. A file counts only if its SHA-256 is the one that was imported,
 * whatever its name and place; only files of the right length are read. Nothing but the library's own rows changes.
 * Interrupted, it keeps what it has found.
 * @throws Failure `file/not-found` for a folder without audio, `file/too-large` for one with too many files
 */
export async function* relinkBelow(
  { read, write, folder }: Relinking,
  directory: string,
  { signal, onFound }: RelinkOptions,
): AsyncGenerator<RelinkProgress, void, void> {
  const lost = await lostRecordings(read);
  const wanted = new Map<number, ReadyStoredRecording[]>();
  for (const recording of lost) {
    wanted.set(recording.sourceBytes, [...(wanted.get(recording.sourceBytes) ?? []), recording]);
  }
  const candidates = lost.length === 0 ? [] : await candidatesBelow(directory, wanted);
  let relinked = 0;
  let checked = 0;
  const progress = (done: boolean): RelinkProgress => ({
    checked,
    files: candidates.length,
    relinked,
    missing: lost.length - relinked,
    done,
  });
  yield progress(false);
  for (const { path, bytes } of candidates) {
    if (signal.aborted) return;
    checked += 1;
    const open = wanted.get(bytes) ?? [];
    // All recordings of this length have been found.
    if (open.length === 0) continue;
    const before = await stat(path).catch(() => null);
    const sha256 = before === null ? null : await sha256Of(path, signal).catch(() => null);
    const after = await stat(path).catch(() => null);
    const isSteady = before !== null && after?.size === before.size && after.mtimeMs === before.mtimeMs;
    if (sha256 !== null && isSteady) {
      const found = open.filter((recording) => recording.sha256 === sha256);
      for (const recording of found) {
        const isRead = fromStoredPath(folder, recording.audioPath) === recording.sourcePath;
        setSource(write, recording.id, {
          path,
          fileName: basename(path),
          mtimeMs: before.mtimeMs,
          // A working copy of the library stays what is played.
          audioPath: isRead ? toStoredPath(folder, path) : recording.audioPath,
        });
        relinked += 1;
        onFound(recording.id, path);
      }
      if (found.length > 0)
        wanted.set(
          bytes,
          open.filter((recording) => recording.sha256 !== sha256),
        );
    }
    yield progress(false);
  }
  yield progress(true);
}

interface Candidate extends FoundFile {
  readonly bytes: number;
}

async function candidatesBelow(
  directory: string,
  wanted: ReadonlyMap<number, unknown>,
): Promise<Candidate[]> {
  const { files } = await findAudio(directory, 'anywhere', MOST_FILES);
  const candidates: Candidate[] = [];
  for (const file of files) {
    const found = await stat(file.path).catch(() => null);
    if (found !== null && wanted.has(found.size)) candidates.push({ ...file, bytes: found.size });
  }
  return candidates;
}

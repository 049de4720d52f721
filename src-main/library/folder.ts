import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import { clipParts } from '../../src-shared/project/ids.ts';
import type {
  AdaptationId,
  AudioId,
  ClipId,
  RecordingId,
  SeparationId,
} from '../../src-shared/project/ids.ts';

/** Where everything of one library lies. All paths are absolute. */
export interface LibraryFolder {
  readonly root: string;
  readonly database: string;
  readonly lock: string;
  /** Tells this library from another that lies, or lay, at the same path. */
  readonly id: string;
  /** Room for the library's own rows on a full disk. */
  readonly reserve: string;
  readonly audio: string;
  readonly peaks: string;
  readonly stems: string;
  readonly backups: string;
  /** Models that the user added. */
  readonly models: string;
  /** What adaptations work in, and leave to be heard. */
  readonly adaptations: string;
  /** What browsers sent, and what they have yet to fetch. */
  readonly serve: string;
  /** A Python of Divisi's own, where the user made one. */
  readonly python: string;
  /** What was removed, until the user empties it. */
  readonly trash: string;
}

export function libraryFolder(root: string): LibraryFolder {
  const base = resolve(root);
  return {
    root: base,
    database: join(base, 'library.sqlite'),
    lock: join(base, 'library.lock'),
    id: join(base, 'library.id'),
    reserve: join(base, 'library.reserve'),
    audio: join(base, 'audio'),
    peaks: join(base, 'peaks'),
    stems: join(base, 'stems'),
    backups: join(base, 'backups'),
    models: join(base, 'models'),
    adaptations: join(base, 'adaptations'),
    serve: join(base, 'serve'),
    python: join(base, 'python'),
    trash: join(base, 'trash'),
  };
}

export const audioPathOf = (folder: LibraryFolder, id: RecordingId): string =>
  join(folder.audio, `${id}.wav`);
/** Clips have none: a waveform of nothing is drawn for them. */
export const peaksPathOf = (folder: LibraryFolder, id: AudioId): string => join(folder.peaks, `${id}.peaks`);
export const stemsDirOf = (folder: LibraryFolder, id: SeparationId): string => join(folder.stems, id);

export const adaptationDirOf = (folder: LibraryFolder, id: AdaptationId): string =>
  join(folder.adaptations, id);
/** A finished adaptation's clip. */
export function clipPathOf(folder: LibraryFolder, id: ClipId): string {
  const { adaptation, number } = clipParts(id);
  return join(adaptationDirOf(folder, adaptation), 'clips', `${number}.wav`);
}

/** Whether `path` is the folder itself or lies under it; both absolute, symbolic links not followed. */
export function liesUnder(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** Paths inside the library are stored relative to it with `/`, so that the folder can be moved; others absolute. */
export function toStoredPath(folder: LibraryFolder, path: string): string {
  return liesUnder(folder.root, path) ? relative(folder.root, path).split(sep).join('/') : path;
}

/** A recording's audio may lie outside the library: `Sources` says whether it may be opened. */
export function fromStoredPath(folder: LibraryFolder, stored: string): string {
  return isAbsolute(stored) ? stored : insidePath(folder, stored);
}

/**
 * A file that only ever lies inside the library, such as a stem.
 * @throws Failure `library/damaged` for a path that leads out of it
 */
export function insidePath(folder: LibraryFolder, stored: string): string {
  const path = resolve(folder.root, ...stored.split('/'));
  if (isAbsolute(stored) || !liesUnder(folder.root, path)) {
    throw new Failure(
      'library/damaged',
      'The library names a file of its own that lies outside of it, which is not opened',
      { details: { path: stored } },
    );
  }
  return path;
}

import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import { clipParts } from '../../src-shared/project/ids.ts';
import type {
  AdaptationId,
  AudioId,
  ClipId,
  ImpulseId,
  RecordingId,
  SeparationId,
  StudyId,
} from '../../src-shared/project/ids.ts';

/** The locations of a library's files. All paths are absolute. */
export interface LibraryFolder {
  readonly root: string;
  readonly database: string;
  /** What the user keeps for the whole library, beside the database. */
  readonly values: string;
  readonly lock: string;
  /** Distinguishes this library from another one that was at the same path. */
  readonly id: string;
  /** Disk space reserved for the library's own rows. */
  readonly reserve: string;
  readonly audio: string;
  readonly peaks: string;
  readonly stems: string;
  /** Pictures under the hash of their bytes, and their thumbnails. */
  readonly covers: string;
  /** Impulse responses of rooms, under hashes of their samples. */
  readonly impulses: string;
  /** Listening tests: copied files, and what their participants hear. */
  readonly studies: string;
  /** A cache: whatever is missing from it is computed again. */
  readonly spectrograms: string;
  readonly backups: string;
  /** Models that the user added. */
  readonly models: string;
  /** Working folders of adaptations, and their clips. */
  readonly adaptations: string;
  /** Uploads from browsers, and exports that they have not downloaded yet. */
  readonly serve: string;
  /** Divisi's own Python environment, if the user created one. */
  readonly python: string;
  /** Removed items, until the user empties the trash. */
  readonly trash: string;
}

export function libraryFolder(root: string): LibraryFolder {
  const base = resolve(root);
  return {
    root: base,
    database: join(base, 'library.sqlite'),
    values: join(base, 'library.values.json'),
    lock: join(base, 'library.lock'),
    id: join(base, 'library.id'),
    reserve: join(base, 'library.reserve'),
    audio: join(base, 'audio'),
    peaks: join(base, 'peaks'),
    stems: join(base, 'stems'),
    covers: join(base, 'covers'),
    impulses: join(base, 'impulses'),
    studies: join(base, 'studies'),
    spectrograms: join(base, 'spectrograms'),
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
/** Clips have no peaks file, so their waveform is empty. A stem's original version goes without a number. */
export const peaksPathOf = (folder: LibraryFolder, id: AudioId): string =>
  join(folder.peaks, `${id.replace(/\.v0$/, '')}.peaks`);
export const stemsDirOf = (folder: LibraryFolder, id: SeparationId): string => join(folder.stems, id);

/** The files of a later version; the original's lie in the separation's folder itself. */
export const versionDirOf = (folder: LibraryFolder, id: SeparationId, version: number): string =>
  join(stemsDirOf(folder, id), `v${version}`);

/** Relative to the library, with `/`. */
export const storedImpulsePath = (id: ImpulseId): string => `impulses/${id}.wav`;

export const adaptationDirOf = (folder: LibraryFolder, id: AdaptationId): string =>
  join(folder.adaptations, id);
/** What the participants of one version of a study hear. */
export const studyDirOf = (folder: LibraryFolder, id: StudyId, revision: number): string =>
  join(folder.studies, id, `v${revision}`);
/** A file that was copied for a study. */
export const studyFilePathOf = (folder: LibraryFolder, file: string): string =>
  join(folder.studies, 'files', file);

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

/** A recording's audio may lie outside the library; `Sources` decides whether it may be opened. */
export function fromStoredPath(folder: LibraryFolder, stored: string): string {
  return isAbsolute(stored) ? stored : insidePath(folder, stored);
}

/**
 * The absolute path of a file that is always inside the library, such as a stem.
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

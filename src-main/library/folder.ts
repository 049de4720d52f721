import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { RecordingId, SeparationId, StemId } from '../../src-shared/project/ids.ts';

/** Where everything of one library lies. All paths are absolute. */
export interface LibraryFolder {
  readonly root: string;
  readonly database: string;
  readonly lock: string;
  /** Room for the library's own rows on a full disk. */
  readonly reserve: string;
  readonly audio: string;
  readonly peaks: string;
  readonly stems: string;
  readonly backups: string;
  /** Models that the user added. */
  readonly models: string;
}

export function libraryFolder(root: string): LibraryFolder {
  const base = resolve(root);
  return {
    root: base,
    database: join(base, 'library.sqlite'),
    lock: join(base, 'library.lock'),
    reserve: join(base, 'library.reserve'),
    audio: join(base, 'audio'),
    peaks: join(base, 'peaks'),
    stems: join(base, 'stems'),
    backups: join(base, 'backups'),
    models: join(base, 'models'),
  };
}

export const audioPathOf = (folder: LibraryFolder, id: RecordingId): string =>
  join(folder.audio, `${id}.wav`);
export const peaksPathOf = (folder: LibraryFolder, id: RecordingId | StemId): string =>
  join(folder.peaks, `${id}.peaks`);
export const stemsDirOf = (folder: LibraryFolder, id: SeparationId): string => join(folder.stems, id);

/** Whether `path` is the folder itself or lies under it; both absolute, symbolic links not followed. */
export function liesUnder(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** Paths inside the library are stored relative to it with `/`, so that the folder can be moved; others absolute. */
export function toStoredPath(folder: LibraryFolder, path: string): string {
  return liesUnder(folder.root, path) ? relative(folder.root, path).split(sep).join('/') : path;
}

export function fromStoredPath(folder: LibraryFolder, stored: string): string {
  return isAbsolute(stored) ? stored : join(folder.root, ...stored.split('/'));
}

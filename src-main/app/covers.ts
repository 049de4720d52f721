import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import { thumbnailNameOf, type CoverName } from '../../src-shared/contract/cover.ts';
import type { GrantId } from '../../src-shared/project/ids.ts';
import { LARGEST_COVER_BYTES, parsePicture } from '../audio/covers/picture.ts';
import { readBytes } from '../audio/read/regular-file.ts';
import type { CoverImage } from '../audio/write/tags/tags.ts';
import { sourceStat } from '../jobs/kinds/import.ts';
import { runTask } from '../jobs/tasks/run-task.ts';
import type { LibraryFolder } from '../library/folder.ts';
import type { StoredRecording } from '../library/rows/recordings.ts';
import type { Services } from './services.ts';

/**
 * Keeps a picture in the library.
 * @returns its name; null for no picture
 * @throws Failure `file/*`, `disk/*`, `library/untrusted`
 */
export async function coverFrom(
  { grants, trust, spawn, library }: Services,
  recording: StoredRecording,
  picture: GrantId | 'in-file' | null,
  signal: AbortSignal,
): Promise<CoverName | null> {
  if (picture === null) return null;
  const coversPath = library.folder.covers;
  if (picture === 'in-file') {
    if (!trust.isTrusted) {
      throw new Failure(
        'library/untrusted',
        'This library comes from elsewhere, so Divisi opens no files outside its folder. Trust the library first.',
      );
    }
    const path = recording.sourcePath;
    await sourceStat(path);
    return (await runTask(spawn, 'cover', { path, from: 'audio', coversPath }, { signal })).cover;
  }
  const { path } = grants.resolve(picture, 'read');
  return (await runTask(spawn, 'cover', { path, from: 'picture', coversPath }, { signal })).cover;
}

/** The path of a recording's cover; null where it has none, or a restored backup names one that was cleaned up since. */
export function coverPathOf({ covers }: LibraryFolder, cover: CoverName | null): string | null {
  const path = cover === null ? null : join(covers, cover);
  return path !== null && existsSync(path) ? path : null;
}

export type { CoverImage };
export type CoverSize = 'cover' | 'thumbnail';

/**
 * Reads a picture of the library. The library may come from elsewhere, so a link that leads out of it and a file that is
 * no picture are refused.
 * @throws Failure `file/*`
 */
export async function openCover(
  folder: LibraryFolder,
  name: CoverName,
  size: CoverSize,
): Promise<CoverImage> {
  const file = size === 'cover' ? name : thumbnailNameOf(name);
  const bytes = await readBytes(join(folder.covers, file), LARGEST_COVER_BYTES);
  const own = join(await realpath(folder.root), 'covers', file);
  const picture = (await realpath(own)) === own ? parsePicture(bytes) : null;
  if (picture === null) throw new Failure('file/unsupported', 'The cover is damaged');
  return picture;
}

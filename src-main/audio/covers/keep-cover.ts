import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { thumbnailNameOf, type CoverName } from '../../../src-shared/contract/cover.ts';
import { writeFailure } from '../read/file-errors.ts';
import type { CoverImage } from '../write/tags/tags.ts';
import { thumbnailOf } from './thumbnail.ts';

const UNFINISHED = '.divisi-unfinished';
const EXTENSIONS = { 'image/jpeg': 'jpg', 'image/png': 'png' } as const;

/**
 * Puts a picture and its thumbnail into the library's folder of covers, under the hash of its bytes: the picture of an
 * album is stored once, however many recordings carry it.
 * @throws Failure `file/unsupported` for a picture that can't be decoded, `disk/*`
 */
export async function keepCover(folder: string, picture: CoverImage): Promise<CoverName> {
  const hash = createHash('sha256').update(picture.bytes).digest('hex');
  const name = `${hash}.${EXTENSIONS[picture.mime]}`;
  // The picture is written last, so where it is, its thumbnail is too.
  if (existsSync(join(folder, name))) return name;
  const thumbnail = thumbnailOf(picture);
  if (thumbnail === null) throw new Failure('file/unsupported', 'The picture is damaged or too large');
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeFailure(error, folder);
  });
  await writeWhole(join(folder, thumbnailNameOf(name)), thumbnail);
  await writeWhole(join(folder, name), picture.bytes);
  return name;
}

/** Two imports may write the same cover at once, so each writes under a name of its own. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.${randomUUID()}${UNFINISHED}`;
  try {
    await writeFile(part, bytes, { flag: 'wx', flush: true });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw writeFailure(error, path);
  }
}

/** Removes what a killed program left half-written. */
export async function removeUnfinishedCovers(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of await readdir(folder)) {
    if (name.endsWith(UNFINISHED)) await rm(join(folder, name), { force: true });
  }
}

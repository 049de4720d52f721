import { Failure } from '../../../src-shared/contract/failure.ts';
import type { CoverName } from '../../../src-shared/contract/cover.ts';
import { readTags } from '../read/metadata.ts';
import { coverOf, type FoundCover } from './cover-of.ts';
import { keepCover } from './keep-cover.ts';
import { LARGEST_COVER_BYTES, parsePicture, readPicture } from './picture.ts';

export interface CoverInput {
  readonly path: string;
  /** Whether `path` is the picture itself, or an audio file that carries it. */
  readonly from: 'picture' | 'audio';
  readonly coversPath: string;
}

/** @throws Failure `file/*`, `disk/*` */
export async function runCover({ path, from, coversPath }: CoverInput): Promise<{ cover: CoverName }> {
  const picture = from === 'picture' ? await readPicture(path) : await embeddedPicture(path);
  return { cover: await keepCover(coversPath, picture) };
}

/** The picture of an audio file, if it has one that can be used. @throws Failure `disk/*` */
export async function runEmbeddedCover({
  path,
  coversPath,
}: Pick<CoverInput, 'path' | 'coversPath'>): Promise<FoundCover> {
  return coverOf((await readTags(path)).picture, coversPath);
}

async function embeddedPicture(path: string) {
  const { picture: bytes } = await readTags(path);
  if (bytes === null) throw new Failure('file/unsupported', 'The file has no picture');
  const picture = bytes.length > LARGEST_COVER_BYTES ? null : parsePicture(bytes);
  if (picture === null) {
    throw new Failure(
      'file/unsupported',
      'The picture in the file is neither JPEG nor PNG, or larger than 8 MB',
    );
  }
  return picture;
}

import { isFailure } from '../../../src-shared/contract/failure.ts';
import type { CoverName } from '../../../src-shared/contract/cover.ts';
import { keepCover } from './keep-cover.ts';
import { LARGEST_COVER_BYTES, parsePicture } from './picture.ts';

export interface FoundCover {
  readonly cover: CoverName | null;
  /** Why the picture is not used, as a sentence for the user. */
  readonly problem: string | null;
}

/**
 * Keeps the picture of an audio file as its cover. A picture that can't be used is no reason to refuse the audio.
 * @param bytes null if the file has no picture
 * @param folder where covers are kept; undefined keeps none
 */
export async function coverOf(bytes: Buffer | null, folder: string | undefined): Promise<FoundCover> {
  if (bytes === null || folder === undefined) return { cover: null, problem: null };
  const without = (why: string): FoundCover => ({
    cover: null,
    problem: `The picture in the file is not used as cover: ${why}.`,
  });
  if (bytes.length > LARGEST_COVER_BYTES) return without('it is larger than 8 MB');
  const picture = parsePicture(bytes);
  if (picture === null) return without('it is neither JPEG nor PNG');
  try {
    return { cover: await keepCover(folder, picture), problem: null };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return without(error.message);
  }
}

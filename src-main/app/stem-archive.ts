import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { Failure } from '../../src-shared/contract/failure.ts';
import { distinctNames, fileNameOf } from '../../src-shared/format/file-name.ts';
import type { SeparationId } from '../../src-shared/project/ids.ts';
import { archiveStream } from '../archive/write-archive.ts';
import { readFailure } from '../audio/read/file-errors.ts';
import { insidePath } from '../library/folder.ts';
import type { Library } from '../library/open.ts';
import { getRecording } from '../library/rows/recordings.ts';
import { getSeparation } from '../library/rows/separations.ts';

/**
 * The stems of a separation, the rest included, as one ZIP archive that is made while it is read; nothing is written to the
 * disk.
 * @throws Failure `library/not-found`, `audio/not-ready`, `file/*` if a stem's file is gone
 */
export async function stemArchive(
  { read, folder }: Pick<Library, 'read' | 'folder'>,
  id: SeparationId,
): Promise<Readable> {
  const separation = getSeparation(read, id);
  if (separation === null) throw new Failure('library/not-found', 'This separation is no longer there');
  if (separation.state !== 'ready')
    throw new Failure('audio/not-ready', 'The separation is not finished yet');
  const title = getRecording(read, separation.recordingId)?.title ?? '';
  const names = distinctNames(separation.stems.map(({ label }) => fileNameOf(`${title} - ${label}`)));
  const entries = separation.stems.map(({ path }, index) => ({
    name: `${names[index] ?? ''}${extname(path)}`,
    path: insidePath(folder, path),
  }));
  for (const { path } of entries) {
    await stat(path).catch((error: unknown) => {
      throw readFailure(error, path);
    });
  }
  return archiveStream(entries);
}

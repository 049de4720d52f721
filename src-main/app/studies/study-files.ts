import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StudyFile } from '../../../src-shared/studies/study.ts';
import { writeFailure } from '../../audio/read/file-errors.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import type { SpawnProcess } from '../../jobs/tasks/task-protocol.ts';
import { studyFilePathOf, type LibraryFolder } from '../../library/folder.ts';
import { makeFolder } from '../../library/make-folder.ts';

interface Access {
  readonly folder: LibraryFolder;
  readonly spawn: SpawnProcess;
}

/** Begins the names of the folders in which sounds are copied. */
export const COPYING = 'copying-';

/**
 * Copies a sound of any format that Divisi imports into the library, under its content's hash.
 * @throws Failure `file/*`, `audio/*`, `disk/*`, `call/cancelled`
 */
export async function copyStudyFile(
  { folder, spawn }: Access,
  sourcePath: string,
  signal: AbortSignal,
): Promise<string> {
  const scratch = await makeFolder(join(folder.studies, 'files'))
    .then(() => mkdtemp(join(folder.studies, COPYING)))
    .catch((error: unknown) => {
      throw writeFailure(error, folder.studies);
    });
  try {
    const { audioPath, sha256 } = await runTask(
      spawn,
      'import',
      {
        sourcePath,
        storage: 'copy',
        audioPath: join(scratch, 'sound.wav'),
        peaksPath: join(scratch, 'sound.peaks'),
      },
      { signal },
    );
    const file = StudyFile.parse(`${sha256}.wav`);
    await rename(audioPath, studyFilePathOf(folder, file)).catch((error: unknown) => {
      throw writeFailure(error, folder.studies);
    });
    return file;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

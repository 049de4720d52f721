import { realpath, stat } from 'node:fs/promises';
import { Failure } from '../../src-shared/contract/failure.ts';
import { openLibrary } from '../library/open.ts';
import { silentLog } from '../library/log/log.ts';
import { getRecording } from '../library/rows/recordings.ts';
import type { Work } from './files/work.ts';
import { openExisting } from './find-in-library.ts';
import { lostRecordings, relinkBelow } from './relink.ts';

export interface Relinked {
  readonly found: readonly { readonly id: string; readonly title: string; readonly file: string }[];
  readonly missing: readonly { readonly id: string; readonly title: string; readonly file: string }[];
}

/**
 * Looks below a folder for the files of a library's missing recordings.
 * @throws Failure `library/*`, `file/not-found`, `call/invalid`, `file/too-large`, `call/cancelled`
 */
export async function relinkLibrary(libraryDir: string, directory: string, work: Work): Promise<Relinked> {
  // Opening a missing library must not create it.
  (await openExisting(libraryDir)).close();
  const path = await realpath(directory).catch((cause: unknown) => {
    throw new Failure('file/not-found', `There is no folder "${directory}"`, { cause });
  });
  if (!(await stat(path)).isDirectory()) throw new Failure('call/invalid', `"${directory}" is not a folder`);
  const library = await openLibrary(libraryDir, { log: silentLog, access: 'write' });
  try {
    const { read, write, folder } = library;
    if (write === null) throw new Error('the library was opened for writing');
    const found: Relinked['found'][number][] = [];
    const options = {
      signal: work.signal,
      onFound: (id: Parameters<typeof getRecording>[1], file: string) =>
        void found.push({ id, title: getRecording(read, id)?.title ?? '', file }),
    };
    const report = work.progress.step(1);
    for await (const { checked, files } of relinkBelow({ read, write, folder }, path, options)) {
      report({ done: files === 0 ? 1 : checked / files, phase: 'comparing files' });
    }
    if (work.signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
    const missing = await lostRecordings(read);
    return { found, missing: missing.map(({ id, title, sourcePath }) => ({ id, title, file: sourcePath })) };
  } finally {
    library.close();
  }
}

import { existsSync } from 'node:fs';
import type { ArchivePhase } from '../../src-shared/contract/archives.ts';
import { Failure } from '../../src-shared/contract/failure.ts';
import { silentLog, type Log } from '../library/log/log.ts';
import type { ImportedResults } from '../library/merge/import-results.ts';
import { openLibrary } from '../library/open.ts';
import { recordingsByItem } from '../library/rows/recordings.ts';
import { findRecordings } from '../library/search/find-recordings.ts';
import { isUnmade } from '../library/trust.ts';
import {
  contentsOf,
  takeRecordings,
  writeRecordings,
  type ArchiveWork,
  type ExportedLibrary,
} from './archive-contents.ts';
import type { Work } from './files/work.ts';
import { openExisting } from './find-in-library.ts';
import { queryOf } from './missing.ts';

/** Archives of a library that no window needs to have open. */

/** What the phases are called in the terminal, and their shares of the whole. */
const PHASES: Readonly<Record<ArchivePhase, { readonly name: string; readonly share: number }>> = {
  reading: { name: 'reading the files', share: 0.5 },
  writing: { name: 'writing the archive', share: 0.5 },
  unpacking: { name: 'unpacking', share: 0.7 },
  merging: { name: 'taking over', share: 0.3 },
};

/**
 * Writes the recordings that answer a query, with everything that belongs to them, into one ZIP archive. Another program may
 * have the library open.
 * @throws Failure `library/*`, `call/invalid` for a text that is no query, `file/exists`, `disk/*`, `call/cancelled`
 */
export async function exportLibrary(
  request: {
    readonly libraryDir: string;
    readonly out: string;
    readonly search: string;
    readonly replace: boolean;
  },
  work: Work,
): Promise<ExportedLibrary> {
  if (!request.replace && existsSync(request.out)) {
    throw new Failure('file/exists', `"${request.out}" is already there; --force replaces it`);
  }
  const library = await openExisting(request.libraryDir);
  try {
    const query = await queryOf(library.read, request.search);
    const found = findRecordings(library.read, query, { by: 'imported', descending: false });
    const ids = recordingsByItem(library.read, found).map(({ id }) => id);
    return await writeRecordings(library, { ...request, ids }, reporting(work));
  } finally {
    library.close();
  }
}

export interface ImportedLibrary extends ImportedResults {
  readonly file: string;
}

/**
 * Takes over what an archive contains, as `takeRecordings` does.
 * @throws Failure `file/*`, `library/*`, `disk/*`, `call/cancelled`
 */
export async function importLibrary(
  request: { readonly libraryDir: string; readonly file: string },
  work: Work,
  log: Log = silentLog,
): Promise<ImportedLibrary> {
  // A file that is no archive makes no library.
  await contentsOf(request.file);
  const isNew = isUnmade(request.libraryDir);
  const target = await openLibrary(request.libraryDir, { log, access: 'write' });
  try {
    const { write, folder } = target;
    if (write === null) throw new Error('the library was opened for writing');
    if (isNew) work.program.trust.trust(request.libraryDir);
    const merged = await takeRecordings({ write, folder }, request.file, reporting(work));
    return { file: request.file, ...merged };
  } finally {
    target.close();
  }
}

function reporting({ progress, signal }: Work): ArchiveWork<ArchivePhase> {
  const steps = new Map<ArchivePhase, ReturnType<Work['progress']['step']>>();
  return {
    signal,
    report(phase, done) {
      const { name, share } = PHASES[phase];
      const step = steps.get(phase) ?? progress.step(share);
      steps.set(phase, step);
      step({ done, phase: name });
    },
  };
}

export type { ExportedLibrary };

import { Failure } from '../../../src-shared/contract/failure.ts';
import type { LeftOut } from '../../../src-shared/contract/left-out.ts';
import { createApp } from '../app.ts';
import { requireRunning } from '../await-jobs.ts';
import type { Work } from '../files/work.ts';
import { modelsIn } from '../program/models.ts';
import { windowless } from '../windowless.ts';
import type { ImportedFile } from './batch-entry.ts';
import { batchFiles, requireNoProblems } from './batch-files.ts';
import type { BatchOptions } from './batch-options.ts';
import { outcomesOf, type BatchSummary } from './batch-summary.ts';
import { runBatch } from './batch.ts';
import { filesOfShard, type Shard } from './shard.ts';

export interface ImportFilesRequest extends BatchOptions {
  /** Files, folders that are searched for audio files recursively, and lists of files. */
  readonly paths: readonly string[];
  readonly libraryDir: string;
  /** Only this shard's files; all if undefined. */
  readonly shard: Shard | undefined;
  /** Called with each file's outcome as soon as it is known. */
  readonly onEntry?: (entry: ImportedFile) => void;
}

export interface ImportedFiles {
  readonly recordings: readonly ImportedFile[];
  readonly leftOut: readonly LeftOut[];
  readonly summary: BatchSummary;
}

/**
 * Imports files, folders and lists into a library that no other program has open, optionally separates each
 * recording, and waits until all have been analysed. Files that can't be read are reported along with those
 * that can.
 * @throws Failure `call/invalid` also for a mistake in a list, `file/not-found`, `model/*`, `library/*`, `disk/*`;
 * `call/cancelled`, after which the library keeps completely read files and nothing else
 */
export async function importFiles(request: ImportFilesRequest, work: Work): Promise<ImportedFiles> {
  const startedAt = performance.now();
  const { paths, libraryDir, shard, onEntry, ...options } = request;
  // Checked before the library is created, so that a wrong name does not leave one behind.
  const models = modelsIn(work.program, libraryDir);
  const found = await Promise.all(
    paths.map(async (path) => {
      const each = await batchFiles(path, { models, within: null, links: 'anywhere' });
      requireNoProblems(path, each, (text) => {
        work.note(text);
      });
      return each;
    }),
  );
  const all = found.flatMap((each) => each.files);
  const files = shard === undefined ? all : filesOfShard(all, shard);
  if (options.separate && !all.some((file) => (file.players ?? options.players ?? file.score) != null)) {
    throw new Failure(
      'call/invalid',
      'To separate, say who plays: --instruments, or the column "instruments" of a list',
    );
  }
  const app = await createApp({ ...windowless(work.program, libraryDir), access: 'write' });
  try {
    await requireRunning(app, work);
    const recordings = await runBatch(
      { options, files, ...(onEntry === undefined ? {} : { onEntry }) },
      app,
      work,
    );
    const tookSeconds = (performance.now() - startedAt) / 1000;
    const summary = { ...outcomesOf(recordings), tookSeconds };
    return { recordings, leftOut: found.flatMap(({ leftOut }) => leftOut), summary };
  } finally {
    await app.close();
  }
}

/** @throws Failure with the first recording's problem, if any recording has one */
export function requireImported(recordings: readonly ImportedFile[]): void {
  const broken = recordings.flatMap(({ title, problem }) => (problem === null ? [] : [{ title, problem }]));
  const [first] = broken;
  if (first === undefined) return;
  const more = recordings.length === 1 ? '' : ` (${broken.length} of ${recordings.length} recordings failed)`;
  throw new Failure(first.problem.code, `${first.title}: ${first.problem.message}${more}`);
}

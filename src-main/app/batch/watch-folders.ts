import { setTimeout as sleep } from 'node:timers/promises';
import { isCancelled } from '../../../src-shared/contract/failure.ts';
import { createApp } from '../app.ts';
import { requireRunning } from '../await-jobs.ts';
import type { Work } from '../files/work.ts';
import { modelsIn } from '../program/models.ts';
import { windowless } from '../windowless.ts';
import type { ImportedFile } from './batch-entry.ts';
import type { BatchOptions } from './batch-options.ts';
import { runBatch } from './batch.ts';
import { lookAtFolder, requireFolder } from './look-at-folder.ts';
import { StableFiles } from './stable-files.ts';

export interface WatchRequest extends BatchOptions {
  readonly folders: readonly string[];
  readonly libraryDir: string;
  /** How long a file must stay as it is before it is taken, and how often the folders are looked at. */
  readonly intervalSeconds: number;
  /** Called with the outcome of each file that was taken and that the library did not have. */
  readonly onEntry: (entry: ImportedFile) => void;
}

/**
 * Takes every audio file that comes into the folders, once it has stopped changing, as a batch does, until it is interrupted.
 * Folders are looked at rather than subscribed to, because network drives tell of no changes.
 * @throws Failure `file/not-found`, `model/*`, `library/*`, `disk/*`; an interruption is the end and no failure
 */
export async function watchFolders(request: WatchRequest, work: Work): Promise<void> {
  const { folders, libraryDir, intervalSeconds, onEntry, ...options } = request;
  const models = modelsIn(work.program, libraryDir);
  // A mistyped folder is named before a library is made.
  for (const folder of folders) await requireFolder(folder);
  const app = await createApp({ ...windowless(work.program, libraryDir), access: 'write' });
  const stable = new StableFiles();
  try {
    await requireRunning(app, work);
    for (;;) {
      const found = await Promise.all(folders.map((folder) => lookAtFolder(folder, models)));
      const files = stable.look(found.flat());
      if (files.length > 0) {
        await runBatch(
          {
            ...{ options, files },
            onEntry: (entry) => {
              if (!entry.existing) onEntry(entry);
            },
          },
          app,
          work,
        );
      }
      await sleep(intervalSeconds * 1000, undefined, { signal: work.signal });
    }
  } catch (error) {
    if (!work.signal.aborted || !(isCancelled(error) || isAbort(error))) throw error;
  } finally {
    await app.close();
  }
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

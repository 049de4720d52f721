import { z } from 'zod';
import { WhoPlays } from '../../../src-shared/batch/list.ts';
import { BatchRequest } from '../../../src-shared/contract/batch.ts';
import type { ReadableDatabase } from '../../library/database.ts';
import { getBatch, getBatchFiles, type StoredBatch } from '../../library/rows/batch.ts';
import { getRecording } from '../../library/rows/recordings.ts';
import { getSeparation } from '../../library/rows/separations.ts';
import { ImportedFile } from './batch-entry.ts';

/** What a window asks of every file of its batch. */
export const BatchChoices = BatchRequest.pick({
  mode: true,
  separate: true,
  players: true,
  confidence: true,
  force: true,
});
export type BatchChoices = z.infer<typeof BatchChoices>;

/** A file of a window's batch; `shown` is its name in the preview. */
export const WindowFile = z.object({
  path: z.string(),
  name: z.string(),
  players: WhoPlays.nullable(),
  score: z.string().nullable(),
  modelId: z.string().nullable(),
  temporary: z.boolean().default(false),
  shown: z.string(),
});
export type WindowFile = z.infer<typeof WindowFile>;

export interface KnownBatch extends Omit<StoredBatch, 'request'> {
  readonly choices: BatchChoices;
  readonly files: readonly WindowFile[];
  /** By path; files whose outcome is not known yet have none. */
  readonly entries: ReadonlyMap<string, ImportedFile>;
}

/** The library's last batch; null if there is none. Rows that do not parse are left out. */
export function storedBatch(read: ReadableDatabase): KnownBatch | null {
  const batch = getBatch(read);
  const choices = BatchChoices.safeParse(batch?.request);
  if (batch === null || !choices.success) return null;
  const files: WindowFile[] = [];
  const entries = new Map<string, ImportedFile>();
  for (const row of getBatchFiles(read)) {
    const file = WindowFile.safeParse(row.file);
    if (!file.success) continue;
    files.push(file.data);
    const entry = ImportedFile.safeParse(row.outcome);
    if (entry.success) entries.set(file.data.path, entry.data);
  }
  const { state, failure, startedAt } = batch;
  return { choices: choices.data, state, failure, startedAt, files, entries };
}

/**
 * A file's outcome as seen from the start of its batch: what the batch made before a restart does not count as something
 * that the library already had.
 */
export function sinceStart(read: ReadableDatabase, entry: ImportedFile, startedAt: string): ImportedFile {
  const recording = entry.existing ? getRecording(read, entry.id) : null;
  const separation =
    entry.usedAgain && entry.separation !== null ? getSeparation(read, entry.separation) : null;
  return {
    ...entry,
    existing: entry.existing && !(recording !== null && recording.importedAt >= startedAt),
    usedAgain: entry.usedAgain && !(separation !== null && separation.createdAt >= startedAt),
  };
}

import { z } from 'zod';
import { FailureSchema } from '../../../src-shared/contract/failure.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { json, jsonOrNull } from './columns.ts';

const BatchRow = z.object({
  request: json(z.unknown()),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  failure: jsonOrNull(FailureSchema),
  startedAt: z.string(),
});
export type StoredBatch = z.infer<typeof BatchRow>;

const FileRow = z.object({ file: json(z.unknown()), outcome: jsonOrNull(z.unknown()) });
export type StoredBatchFile = z.infer<typeof FileRow>;

/** The last batch; null if there was none, or the user dismissed it. */
export const getBatch = (db: ReadableDatabase): StoredBatch | null =>
  db.get('SELECT request, state, failure, started_at AS startedAt FROM batches', BatchRow);

/** In the order of the batch; a file's outcome is null until it is known. */
export const getBatchFiles = (db: ReadableDatabase): StoredBatchFile[] =>
  db.list('SELECT file, outcome FROM batch_files ORDER BY position', FileRow);

/** Replaces the last batch. @param files each with a path of its own */
export function insertBatch(
  db: WritableDatabase,
  request: unknown,
  files: readonly { readonly path: string }[],
  startedAt: string,
): void {
  db.transaction(() => {
    deleteBatch(db);
    db.run(
      `INSERT INTO batches (id, request, state, started_at) VALUES (1, $request, 'running', $startedAt)`,
      { request: JSON.stringify(request), startedAt },
    );
    for (const [position, file] of files.entries()) {
      const row = { position, path: file.path, file: JSON.stringify(file) };
      db.run('INSERT INTO batch_files (position, path, file) VALUES ($position, $path, $file)', row);
    }
  });
}

export function setBatchState(
  db: WritableDatabase,
  state: StoredBatch['state'],
  failure: z.infer<typeof FailureSchema> | null = null,
): void {
  db.run('UPDATE batches SET state = $state, failure = $failure', {
    state,
    failure: failure === null ? null : JSON.stringify(failure),
  });
}

/** @param outcome null if the file is to be gone through again */
export function setBatchOutcome(db: WritableDatabase, path: string, outcome: unknown): void {
  db.run('UPDATE batch_files SET outcome = $outcome WHERE path = $path', {
    path,
    outcome: outcome === null ? null : JSON.stringify(outcome),
  });
}

export function deleteBatch(db: WritableDatabase): void {
  db.transaction(() => {
    db.run('DELETE FROM batches');
    db.run('DELETE FROM batch_files');
  });
}

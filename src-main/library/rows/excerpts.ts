import { z } from 'zod';
import { ExcerptId, RecordingId, StemId } from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';

/** A passage that the user marked, in a recording or in one of its stems. */
const ExcerptRow = z.object({
  id: ExcerptId,
  recordingId: RecordingId,
  /** Null where it is the recording's own passage. */
  stemId: StemId.nullable(),
  name: z.string(),
  /** Samples of that audio, half open. */
  from: z.number().int(),
  to: z.number().int(),
  createdAt: z.string(),
});
export type StoredExcerpt = z.infer<typeof ExcerptRow>;

const SELECT = `
  SELECT id, recording_id AS recordingId, stem_id AS stemId, name, from_sample AS "from", to_sample AS "to",
    created_at AS createdAt
  FROM excerpts`;

export const EXCERPTS_OF_RECORDING = `${SELECT} WHERE recording_id = $recordingId ORDER BY from_sample, created_at`;

/** Those of its stems too, in order of time. */
export function excerptsOf(db: ReadableDatabase, recordingId: RecordingId): StoredExcerpt[] {
  return db.list(EXCERPTS_OF_RECORDING, ExcerptRow, { recordingId });
}

export function getExcerpt(db: ReadableDatabase, id: ExcerptId): StoredExcerpt | null {
  return db.get(`${SELECT} WHERE id = $id`, ExcerptRow, { id });
}

/** What weights of this hash have yet to hear. */
export function excerptsMissing(db: ReadableDatabase, weightsSha256: string): ExcerptId[] {
  return db
    .all(
      `SELECT e.id FROM excerpts e LEFT JOIN analyses a ON a.audio_id = e.id AND a.weights_sha256 = $weightsSha256
       WHERE a.seq IS NULL ORDER BY e.created_at DESC`,
      z.object({ id: ExcerptId }),
      { weightsSha256 },
    )
    .map(({ id }) => id);
}

export type NewExcerpt = Omit<StoredExcerpt, 'createdAt'>;

export function insertExcerpt(db: WritableDatabase, excerpt: NewExcerpt): void {
  db.run(
    `INSERT INTO excerpts (id, recording_id, stem_id, name, from_sample, to_sample, created_at)
     VALUES ($id, $recordingId, $stemId, $name, $from, $to, $createdAt)`,
    { ...excerpt, createdAt: new Date().toISOString() },
  );
}

export function renameExcerpt(db: WritableDatabase, id: ExcerptId, name: string): void {
  db.run('UPDATE excerpts SET name = $name WHERE id = $id', { id, name });
}

/** Its tags, words and vector go with it. */
export function deleteExcerpt(db: WritableDatabase, id: ExcerptId): void {
  db.run('DELETE FROM excerpts WHERE id = $id', { id });
}

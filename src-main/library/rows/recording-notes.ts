import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { RecordingId } from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';

/** How many saved revisions of a recording's notes are kept. */
export const NOTE_REVISIONS_KEPT = 20;

const NotesRow = z.object({
  revision: z.number().int(),
  /** SHA-256 of the document's canonical text. */
  hash: z.string(),
  /** The document's JSON: the caller parses it. */
  document: z.string(),
  savedAt: z.string(),
});
export type StoredNotes = z.infer<typeof NotesRow>;

/** The newest revision, or null where the recording has no notes. */
export function getNotes(db: ReadableDatabase, recordingId: RecordingId): StoredNotes | null {
  return db.get(
    `SELECT revision, hash, document, saved_at AS savedAt FROM note_revisions
     WHERE recording_id = $recordingId ORDER BY revision DESC LIMIT 1`,
    NotesRow,
    { recordingId },
  );
}

/** The kept revision with this hash, or null: a separation stores the hash of the notes that its model was given. */
export function getNotesByHash(
  db: ReadableDatabase,
  recordingId: RecordingId,
  hash: string,
): StoredNotes | null {
  return db.get(
    `SELECT revision, hash, document, saved_at AS savedAt FROM note_revisions
     WHERE recording_id = $recordingId AND hash = $hash ORDER BY revision DESC LIMIT 1`,
    NotesRow,
    { recordingId, hash },
  );
}

/**
 * Saves the next revision and drops those beyond the newest `NOTE_REVISIONS_KEPT`. The same save again, whose answer got
 * lost with a connection, is answered with the revision that it made.
 * @param baseRevision 0 where there were none
 * @throws Failure `notes/conflict` where `baseRevision` is not the newest
 */
export function saveNotes(
  db: WritableDatabase,
  recordingId: RecordingId,
  baseRevision: number,
  notes: { readonly hash: string; readonly document: string },
): { revision: number } {
  return db.transaction(() => {
    const found = getNotes(db, recordingId);
    const newest = found?.revision ?? 0;
    if (newest === baseRevision + 1 && found?.hash === notes.hash) return { revision: newest };
    if (newest !== baseRevision) {
      throw new Failure(
        'notes/conflict',
        `The notes were changed elsewhere (revision ${newest}, these began from ${baseRevision}). ` +
          'Open them again to go on from there.',
        { details: { newest, base: baseRevision } },
      );
    }
    const revision = newest + 1;
    db.run(
      `INSERT INTO note_revisions (recording_id, revision, hash, document, saved_at)
       VALUES ($recordingId, $revision, $hash, $document, $now)`,
      { recordingId, revision, ...notes, now: new Date().toISOString() },
    );
    db.run('DELETE FROM note_revisions WHERE recording_id = $recordingId AND revision <= $oldest', {
      recordingId,
      oldest: revision - NOTE_REVISIONS_KEPT,
    });
    return { revision };
  });
}

const ScoreRow = z.object({
  recordingId: RecordingId,
  /** As the user's file was called. */
  fileName: z.string(),
  /** Relative to the library's folder, with `/`. */
  path: z.string(),
  sha256: z.string(),
  /** JSON of how it was aligned: the caller parses it. */
  report: z.string(),
  addedAt: z.string(),
});
export type StoredScore = z.infer<typeof ScoreRow>;

export function getScore(db: ReadableDatabase, recordingId: RecordingId): StoredScore | null {
  return db.get(
    `SELECT recording_id AS recordingId, file_name AS fileName, path, sha256, report, added_at AS addedAt
     FROM scores WHERE recording_id = $recordingId`,
    ScoreRow,
    { recordingId },
  );
}

/** Takes the place of the score that was there. */
export function putScore(db: WritableDatabase, score: Omit<StoredScore, 'addedAt'>): void {
  db.run(
    `INSERT INTO scores (recording_id, file_name, path, sha256, report, added_at)
     VALUES ($recordingId, $fileName, $path, $sha256, $report, $now)
     ON CONFLICT (recording_id) DO UPDATE SET file_name = $fileName, path = $path, sha256 = $sha256,
       report = $report, added_at = $now`,
    { ...score, now: new Date().toISOString() },
  );
}

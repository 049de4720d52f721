import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { PreparedStudy, StudyRevision } from '../../../src-shared/contract/studies.ts';
import { StudyId } from '../../../src-shared/project/ids.ts';
import { jsonOrNull } from './columns.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';

const StudyRow = z.object({
  id: StudyId,
  revision: z.number().int(),
  /** The document's JSON, in the schema it was saved with; the caller migrates and parses it. */
  document: z.string(),
  updatedAt: z.string(),
  removedAt: z.string().nullable(),
  participants: z.number().int(),
  finished: z.number().int(),
  preparedRevision: z.number().int().nullable(),
});
export type StoredStudyRow = z.infer<typeof StudyRow>;

const SELECT = `
  SELECT s.id, s.revision, r.document, s.updated_at AS updatedAt, s.removed_at AS removedAt,
    (SELECT COUNT(*) FROM study_sessions n WHERE n.study_id = s.id) AS participants,
    (SELECT COUNT(*) FROM study_sessions n WHERE n.study_id = s.id AND n.finished_at IS NOT NULL) AS finished,
    (SELECT MAX(p.revision) FROM study_revisions p WHERE p.study_id = s.id AND p.prepared IS NOT NULL)
      AS preparedRevision
  FROM studies s JOIN study_revisions r ON r.study_id = s.id AND r.revision = s.revision`;

/** Newest first, removed ones last. */
export const listStudies = (db: ReadableDatabase): StoredStudyRow[] =>
  db.list(`${SELECT} ORDER BY s.removed_at IS NOT NULL, s.created_at DESC, s.id`, StudyRow);

export const getStudy = (db: ReadableDatabase, id: StudyId): StoredStudyRow | null =>
  db.get(`${SELECT} WHERE s.id = $id`, StudyRow, { id });

/** Revision 1. */
export function insertStudy(db: WritableDatabase, id: StudyId, document: string): void {
  const now = new Date().toISOString();
  db.transaction(() => {
    db.run('INSERT INTO studies (id, revision, created_at, updated_at) VALUES ($id, 1, $now, $now)', {
      id,
      now,
    });
    db.run(
      'INSERT INTO study_revisions (study_id, revision, document, saved_at) VALUES ($id, 1, $document, $now)',
      { id, document, now },
    );
  });
}

/**
 * Saves the next revision. All revisions are kept: participants answered one of them. The same save again, whose answer got
 * lost with a connection, is answered with the revision that it made.
 * @throws Failure `study/conflict` where `base` is not the newest, `library/not-found`
 */
export function saveStudy(
  db: WritableDatabase,
  id: StudyId,
  base: number,
  document: string,
): { revision: number } {
  const now = new Date().toISOString();
  return db.transaction(() => {
    const found = getStudy(db, id);
    if (found === null) throw noStudy();
    const newest = found.revision;
    if (newest === base + 1 && found.document === document) return { revision: newest };
    if (newest !== base) {
      throw new Failure(
        'study/conflict',
        `The study was changed elsewhere (version ${newest}; this change began from ${base})`,
        { details: { newest, base } },
      );
    }
    const revision = newest + 1;
    db.run('UPDATE studies SET revision = $revision, updated_at = $now WHERE id = $id', {
      id,
      revision,
      now,
    });
    db.run(
      `INSERT INTO study_revisions (study_id, revision, document, saved_at)
       VALUES ($id, $revision, $document, $now)`,
      { id, revision, document, now },
    );
    return { revision };
  });
}

export const studyHistory = (db: ReadableDatabase, id: StudyId): StudyRevision[] =>
  db.all(
    `SELECT revision, saved_at AS savedAt FROM study_revisions WHERE study_id = $id ORDER BY revision DESC`,
    StudyRevision,
    { id },
  );

const RevisionRow = z.object({ document: z.string(), prepared: jsonOrNull(PreparedStudy) });

/** @throws Failure `library/not-found` */
export function getStudyRevision(
  db: ReadableDatabase,
  id: StudyId,
  revision: number,
): z.infer<typeof RevisionRow> {
  const row = db.get(
    'SELECT document, prepared FROM study_revisions WHERE study_id = $id AND revision = $revision',
    RevisionRow,
    { id, revision },
  );
  if (row === null) throw noStudy();
  return row;
}

export function setPrepared(db: WritableDatabase, id: StudyId, prepared: PreparedStudy): void {
  db.run('UPDATE study_revisions SET prepared = $prepared WHERE study_id = $id AND revision = $revision', {
    id,
    revision: prepared.revision,
    prepared: JSON.stringify(prepared),
  });
}

export function setStudyRemoved(db: WritableDatabase, id: StudyId, isRemoved: boolean): void {
  const at = isRemoved ? new Date().toISOString() : null;
  db.run('UPDATE studies SET removed_at = $at WHERE id = $id', { id, at });
}

export const noStudy = (): Failure =>
  new Failure('library/not-found', 'This study is no longer in the library');

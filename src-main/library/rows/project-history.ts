import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { ProjectRevision } from '../../../src-shared/contract/project.ts';
import type { ProjectId } from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';

/** The kept revisions of a project, newest first. */
export function projectHistory(db: ReadableDatabase, id: ProjectId): ProjectRevision[] {
  return db.all(
    `SELECT revision, saved_at AS savedAt, edit, name FROM project_revisions
     WHERE project_id = $id ORDER BY revision DESC`,
    ProjectRevision,
    { id },
  );
}

const RevisionRow = z.object({
  revision: z.number().int(),
  edit: z.string().nullable(),
  /** The document's JSON, in the schema it was saved with. */
  document: z.string(),
});
export type RevisionRow = z.infer<typeof RevisionRow>;

/** The newest `count` revisions, oldest first. */
export function recentRevisions(db: ReadableDatabase, id: ProjectId, count: number): RevisionRow[] {
  return db
    .all(
      `SELECT revision, edit, document FROM project_revisions
       WHERE project_id = $id ORDER BY revision DESC LIMIT $count`,
      RevisionRow,
      { id, count },
    )
    .reverse();
}

/** Null if the revision is not kept. */
export function getRevision(db: ReadableDatabase, id: ProjectId, revision: number): RevisionRow | null {
  return db.get(
    'SELECT revision, edit, document FROM project_revisions WHERE project_id = $id AND revision = $revision',
    RevisionRow,
    { id, revision },
  );
}

/** @throws Failure `library/not-found` if the revision is not kept */
export function nameRevision(
  db: WritableDatabase,
  id: ProjectId,
  revision: number,
  name: string | null,
): void {
  db.transaction(() => {
    if (getRevision(db, id, revision) === null) throw noRevision();
    db.run('UPDATE project_revisions SET name = $name WHERE project_id = $id AND revision = $revision', {
      id,
      revision,
      name,
    });
  });
}

export const noRevision = (): Failure =>
  new Failure('library/not-found', 'This version of the project is no longer kept');

import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { ProjectId, SeparationId } from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';

/** How many saved revisions of a project are kept, besides those with a name. */
export const REVISIONS_KEPT = 100;

const ProjectRow = z.object({
  id: ProjectId,
  separationId: SeparationId,
  revision: z.number().int(),
  /** The document's JSON, in the schema it was saved with; the caller migrates and parses it. */
  document: z.string(),
});
export type StoredProjectRow = z.infer<typeof ProjectRow>;

const SELECT = `
  SELECT p.id, p.separation_id AS separationId, p.revision, r.document
  FROM projects p JOIN project_revisions r ON r.project_id = p.id AND r.revision = p.revision`;

export function getProject(db: ReadableDatabase, id: ProjectId): StoredProjectRow | null {
  return db.get(`${SELECT} WHERE p.id = $id`, ProjectRow, { id });
}

/** Of the projects that are not deleted, the one that was opened last. */
export function projectOfSeparation(
  db: ReadableDatabase,
  separationId: SeparationId,
): StoredProjectRow | null {
  return db.get(
    `${SELECT} WHERE p.separation_id = $separationId AND p.removed_at IS NULL
     ORDER BY p.opened_at DESC, p.updated_at DESC, p.id LIMIT 1`,
    ProjectRow,
    { separationId },
  );
}

export interface NewProject {
  readonly id: ProjectId;
  readonly separationId: SeparationId;
  readonly document: string;
}

/** Revision 1. */
export function insertProject(db: WritableDatabase, project: NewProject): void {
  const now = new Date().toISOString();
  db.transaction(() => {
    db.run(
      'INSERT INTO projects (id, separation_id, revision, updated_at) VALUES ($id, $separationId, 1, $now)',
      { id: project.id, separationId: project.separationId, now },
    );
    db.run(
      'INSERT INTO project_revisions (project_id, revision, document, saved_at) VALUES ($id, 1, $document, $now)',
      { id: project.id, document: project.document, now },
    );
  });
}

/**
 * Saves the next revision and forgets those beyond the newest `REVISIONS_KEPT` that have no name. The same save again, whose
 * answer got lost with a connection, is answered with the revision that it made.
 * @param edit the key of the edit that made it; null if unknown
 * @throws Failure `project/conflict` where `baseRevision` is not the newest, `library/not-found`
 */
export function saveProject(
  db: WritableDatabase,
  id: ProjectId,
  baseRevision: number,
  document: string,
  edit: string | null = null,
): { revision: number } {
  const now = new Date().toISOString();
  return db.transaction(() => {
    const newest = getProject(db, id);
    if (newest === null) throw new Failure('library/not-found', 'This project is no longer in the library');
    if (newest.revision === baseRevision + 1 && newest.document === document) {
      return { revision: newest.revision };
    }
    if (newest.revision !== baseRevision) {
      throw new Failure(
        'project/conflict',
        `The project was changed elsewhere (revision ${newest.revision}, this one began from ${baseRevision}). ` +
          'Open it again to go on from there.',
        { details: { newest: newest.revision, base: baseRevision } },
      );
    }
    const revision = newest.revision + 1;
    db.run('UPDATE projects SET revision = $revision, updated_at = $now WHERE id = $id', {
      id,
      revision,
      now,
    });
    db.run(
      `INSERT INTO project_revisions (project_id, revision, document, saved_at, edit)
       VALUES ($id, $revision, $document, $now, $edit)`,
      { id, revision, document, now, edit },
    );
    db.run('DELETE FROM project_revisions WHERE project_id = $id AND revision <= $oldest AND name IS NULL', {
      id,
      oldest: revision - REVISIONS_KEPT,
    });
    return { revision };
  });
}

import { z } from 'zod';
import { Mix } from '../../../src-shared/contract/mixes.ts';
import type { ProjectId, SeparationId } from '../../../src-shared/project/ids.ts';
import { flag } from './columns.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';

/** All projects of a separation, also deleted ones, in the order in which they were made. */
export function mixesOf(db: ReadableDatabase, separationId: SeparationId): Mix[] {
  return db.all(
    `SELECT p.id AS projectId, COALESCE(json_extract(r.document, '$.mix'), '') AS name, p.updated_at AS updatedAt,
       p.removed_at IS NOT NULL AS removed
     FROM projects p JOIN project_revisions r ON r.project_id = p.id AND r.revision = p.revision
     WHERE p.separation_id = $separationId ORDER BY p.rowid`,
    Mix.extend({ removed: flag }),
    { separationId },
  );
}

/** From now on it is the one that its separation opens. */
export function markOpened(db: WritableDatabase, id: ProjectId): void {
  db.run('UPDATE projects SET opened_at = $now WHERE id = $id', { id, now: new Date().toISOString() });
}

/** A deleted project keeps its revisions, so that it can be restored. */
export function setRemoved(db: WritableDatabase, id: ProjectId, removed: boolean): void {
  db.run('UPDATE projects SET removed_at = $at WHERE id = $id', {
    id,
    at: removed ? new Date().toISOString() : null,
  });
}

const SeparationRow = z.object({ separationId: z.string() });

/** Whether another project of the same separation is not deleted. */
export function hasOtherMix(db: ReadableDatabase, id: ProjectId): boolean {
  return (
    db.get(
      `SELECT o.separation_id AS separationId FROM projects p JOIN projects o ON o.separation_id = p.separation_id
       WHERE p.id = $id AND o.id != p.id AND o.removed_at IS NULL LIMIT 1`,
      SeparationRow,
      { id },
    ) !== null
  );
}

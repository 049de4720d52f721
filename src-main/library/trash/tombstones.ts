import { z } from 'zod';
import type { WritableDatabase } from '../database.ts';
import { TrashManifest } from './trash-manifest.ts';

const Row = z.object({ manifest: z.string() });

/** Runs in the transaction that deletes the rows. */
export function insertTombstone(db: WritableDatabase, manifest: TrashManifest): void {
  db.run(
    `INSERT INTO tombstones (id, removed_at, manifest) VALUES ($id, $removedAt, $manifest)
     ON CONFLICT (id) DO UPDATE SET removed_at = excluded.removed_at, manifest = excluded.manifest`,
    { id: manifest.id, removedAt: manifest.removedAt, manifest: JSON.stringify(manifest) },
  );
}

export function listTombstones(db: WritableDatabase): TrashManifest[] {
  return db
    .all('SELECT manifest FROM tombstones ORDER BY removed_at', Row)
    .map(({ manifest }) => TrashManifest.parse(JSON.parse(manifest)));
}

/** The files lie in the trash now. */
export function deleteTombstone(db: WritableDatabase, id: string): void {
  db.run('DELETE FROM tombstones WHERE id = $id', { id });
}

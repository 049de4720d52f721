import { z } from 'zod';
import { StemEdit } from '../../../src-shared/contract/stem-versions.ts';
import { SeparationId, StemId, type JobId } from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { flag, json, toFlag } from './columns.ts';
import type { StoredSeparation } from './separations.ts';

/** One stem in one version. */
export const VersionFile = z.object({
  stemId: StemId,
  /** Relative to the library. */
  path: z.string().max(1000),
  rmsDbfs: z.number().nullable(),
  /** The version that first had this content: stems that an edit left alone are equal in both versions. */
  since: z.number().int().nonnegative(),
});
export type VersionFile = z.infer<typeof VersionFile>;

const Row = z.object({
  separationId: SeparationId,
  version: z.number().int().nonnegative(),
  parent: z.number().int().nonnegative().nullable(),
  jobId: z.string().nullable(),
  createdAt: z.string(),
  edit: json(StemEdit),
  files: json(z.array(VersionFile)),
  /** Whether its files are in the trash. */
  dropped: flag,
});
export type StoredStemVersion = z.infer<typeof Row>;

const SELECT = `SELECT separation_id AS separationId, version, parent, job_id AS jobId, created_at AS createdAt, edit, files, dropped
  FROM stem_versions WHERE separation_id = $separationId`;

/** Oldest first, dropped ones too; empty if the stems were never edited. */
export function stemVersionsOf(db: ReadableDatabase, separationId: SeparationId): StoredStemVersion[] {
  return db.all(`${SELECT} ORDER BY version`, Row, { separationId });
}

export function getStemVersion(
  db: ReadableDatabase,
  separationId: SeparationId,
  version: number,
): StoredStemVersion | null {
  return db.get(`${SELECT} AND version = $version`, Row, { separationId, version });
}

export function insertStemVersion(db: WritableDatabase, row: StoredStemVersion): void {
  db.run(
    `INSERT INTO stem_versions (separation_id, version, parent, job_id, created_at, edit, files, dropped)
     VALUES ($separationId, $version, $parent, $jobId, $createdAt, $edit, $files, $dropped)`,
    {
      ...row,
      edit: JSON.stringify(row.edit),
      files: JSON.stringify(row.files),
      dropped: toFlag(row.dropped),
    },
  );
}

/** The original, as a version of stems that were never edited. */
export const originalVersion = ({ id, createdAt, stems }: StoredSeparation): StoredStemVersion => ({
  separationId: id,
  version: 0,
  parent: null,
  jobId: null,
  createdAt,
  edit: { kind: 'original' },
  files: stems.map(({ id: stemId, path, rmsDbfs }) => ({ stemId, path, rmsDbfs, since: 0 })),
  dropped: false,
});

/** What an edit made: its number, and each stem's file. */
export interface NewStemVersion {
  readonly version: number;
  readonly jobId: JobId;
  readonly edit: StemEdit;
  /** Without `since`: `changed` says whether the edit altered the stem. */
  readonly files: readonly (Omit<VersionFile, 'since'> & { readonly changed: boolean })[];
}

/** Adds a version on top of the one in use and puts it in use, in one transaction. */
export function addStemVersion(
  db: WritableDatabase,
  separation: StoredSeparation,
  made: NewStemVersion,
): void {
  const { id: separationId, version: parent } = separation;
  db.transaction(() => {
    if (stemVersionsOf(db, separationId).length === 0) insertStemVersion(db, originalVersion(separation));
    const before = new Map(
      getStemVersion(db, separationId, parent)?.files.map(({ stemId, since }) => [stemId, since]),
    );
    const { version, jobId, edit } = made;
    const files = made.files.map(({ changed, ...file }) => ({
      ...file,
      since: changed ? version : (before.get(file.stemId) ?? 0),
    }));
    const createdAt = new Date().toISOString();
    insertStemVersion(db, { separationId, version, parent, jobId, createdAt, edit, files, dropped: false });
    useStemVersion(db, separationId, version);
  });
}

/**
 * Puts a version in use. What was heard in, and estimated of, stems that differ no longer holds and is deleted.
 * @returns the stems that differ from the version before
 */
export function useStemVersion(db: WritableDatabase, separationId: SeparationId, version: number): StemId[] {
  return db.transaction(() => {
    const Current = z.object({ version: z.number().int() });
    const current = db.get('SELECT version FROM separations WHERE id = $separationId', Current, {
      separationId,
    });
    const next = getStemVersion(db, separationId, version);
    if (current === null || next === null) throw new Error(`no version ${version} of ${separationId}`);
    const before = new Map(
      getStemVersion(db, separationId, current.version)?.files.map(({ stemId, since }) => [stemId, since]),
    );
    const differ = next.files.filter(({ stemId, since }) => before.get(stemId) !== since);
    for (const { stemId, path, rmsDbfs } of next.files) {
      db.run('UPDATE stems SET path = $path, rms_dbfs = $rmsDbfs WHERE id = $stemId', {
        stemId,
        path,
        rmsDbfs,
      });
    }
    db.run('UPDATE separations SET version = $version WHERE id = $separationId', { separationId, version });
    if (differ.length > 0) {
      db.run('DELETE FROM quality WHERE separation_id = $separationId', { separationId });
    }
    for (const { stemId } of differ) db.run('DELETE FROM analyses WHERE stem_id = $stemId', { stemId });
    return differ.map(({ stemId }) => stemId);
  });
}

/** Replaces what is known of how a version came about; stems that were never edited get their first row. */
export function setStemVersionEdit(
  db: WritableDatabase,
  separation: StoredSeparation,
  version: number,
  edit: StemEdit,
): void {
  const { id: separationId } = separation;
  db.transaction(() => {
    if (stemVersionsOf(db, separationId).length === 0) insertStemVersion(db, originalVersion(separation));
    db.run(
      'UPDATE stem_versions SET edit = $edit WHERE separation_id = $separationId AND version = $version',
      { separationId, version, edit: JSON.stringify(edit) },
    );
  });
}

/** Whether a version's files are in the trash; its row stays, so that its number is not used again. */
export function setStemVersionDropped(
  db: WritableDatabase,
  separationId: SeparationId,
  version: number,
  dropped: boolean,
): void {
  db.run(
    'UPDATE stem_versions SET dropped = $dropped WHERE separation_id = $separationId AND version = $version',
    { separationId, version, dropped: toFlag(dropped) },
  );
}

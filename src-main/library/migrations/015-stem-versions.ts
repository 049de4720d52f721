import type { Migration } from './migration.ts';

/**
 * Versions of a separation's stems. The stems' rows describe the version in use; a separation without rows
 * here has only its original. `files` holds each stem's file, level and the version that its content is from.
 * `job_id` keeps a job that is started again from editing twice. The row of a dropped version stays, so that
 * its number is not used again.
 */
export const stemVersions: Migration = {
  version: 15,
  sql: `
    ALTER TABLE separations ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE stem_versions (
      separation_id TEXT NOT NULL REFERENCES separations (id) ON DELETE CASCADE,
      version INTEGER NOT NULL,
      parent INTEGER,
      job_id TEXT,
      created_at TEXT NOT NULL,
      edit TEXT NOT NULL,
      files TEXT NOT NULL,
      dropped INTEGER NOT NULL DEFAULT 0 CHECK (dropped IN (0, 1)),
      PRIMARY KEY (separation_id, version)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER sidecar_of_used_version AFTER UPDATE OF version ON separations BEGIN
      UPDATE sidecars SET revision = revision + 1 WHERE id = new.id;
    END;
    CREATE TRIGGER sidecar_of_new_version AFTER INSERT ON stem_versions BEGIN
      UPDATE sidecars SET revision = revision + 1 WHERE id = new.separation_id;
    END;
    CREATE TRIGGER sidecar_of_version AFTER UPDATE ON stem_versions BEGIN
      UPDATE sidecars SET revision = revision + 1 WHERE id = new.separation_id;
    END;
  `,
};

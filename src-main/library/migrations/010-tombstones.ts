import type { Migration } from './migration.ts';

/**
 * What was removed and still has files in its old place. A tombstone is written in the transaction that deletes the
 * rows and goes once the files lie in the trash; only files with a tombstone are ever moved there.
 */
export const tombstones: Migration = {
  version: 10,
  sql: `
    CREATE TABLE tombstones (
      id TEXT PRIMARY KEY,
      removed_at TEXT NOT NULL,
      manifest TEXT NOT NULL
    ) STRICT;
  `,
};

import type { Migration } from './migration.ts';

/**
 * Removed items whose files have not been moved yet. A tombstone is written in the transaction that deletes
 * the rows and deleted once the files are in the trash; only files with a tombstone are ever moved there.
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

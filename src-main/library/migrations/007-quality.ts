import type { Migration } from './migration.ts';

/** How good each separation is found to be: one report, replaced when it is made again. */
export const quality: Migration = {
  version: 7,
  sql: `
    CREATE TABLE quality (
      separation_id TEXT PRIMARY KEY REFERENCES separations (id) ON DELETE CASCADE,
      created_at TEXT NOT NULL,
      report TEXT NOT NULL
    ) STRICT;
  `,
};

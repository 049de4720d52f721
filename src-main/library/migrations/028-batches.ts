import type { Migration } from './migration.ts';

/** The last batch that a window started, with one row for each of its files, so that it survives a restart. */
export const batches: Migration = {
  version: 28,
  sql: `
    CREATE TABLE batches (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      request TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
      failure TEXT,
      started_at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE batch_files (
      position INTEGER PRIMARY KEY,
      path TEXT NOT NULL UNIQUE,
      file TEXT NOT NULL,
      outcome TEXT
    ) STRICT;
  `,
};

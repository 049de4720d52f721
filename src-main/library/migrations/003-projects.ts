import type { Migration } from './migration.ts';

/** Projects: one a separation, every save a revision. */
export const projects: Migration = {
  version: 3,
  sql: `
    CREATE TABLE projects (
      id TEXT PRIMARY KEY,
      separation_id TEXT NOT NULL UNIQUE REFERENCES separations (id) ON DELETE CASCADE,
      revision INTEGER NOT NULL,
      updated_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE project_revisions (
      project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      revision INTEGER NOT NULL,
      document TEXT NOT NULL,
      saved_at TEXT NOT NULL,
      PRIMARY KEY (project_id, revision)
    ) STRICT, WITHOUT ROWID;
  `,
};

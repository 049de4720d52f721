import type { Migration } from './migration.ts';

const touched = (event: 'INSERT' | 'UPDATE', name: string): string => `
  CREATE TRIGGER ${name} AFTER ${event} ON projects BEGIN
    INSERT INTO sidecars (id, revision, written) SELECT id, 1, 0 FROM (SELECT new.separation_id AS id) WHERE true
    ON CONFLICT (id) DO UPDATE SET revision = revision + 1;
  END;`;

/**
 * A separation has several projects, its mixes: the one opened last is opened again, and a deleted one can be restored.
 * Dropping the old table would take revisions along and clear the jobs' references, so both are carried around it.
 */
export const mixes: Migration = {
  version: 22,
  sql: `
    CREATE TABLE projects_new (
      id TEXT PRIMARY KEY,
      separation_id TEXT NOT NULL REFERENCES separations (id) ON DELETE CASCADE,
      revision INTEGER NOT NULL,
      updated_at TEXT NOT NULL,
      opened_at TEXT,
      removed_at TEXT
    ) STRICT;
    INSERT INTO projects_new (id, separation_id, revision, updated_at)
      SELECT id, separation_id, revision, updated_at FROM projects;

    CREATE TABLE project_revisions_new (
      project_id TEXT NOT NULL REFERENCES projects_new (id) ON DELETE CASCADE,
      revision INTEGER NOT NULL,
      document TEXT NOT NULL,
      saved_at TEXT NOT NULL,
      edit TEXT,
      name TEXT,
      PRIMARY KEY (project_id, revision)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO project_revisions_new SELECT project_id, revision, document, saved_at, edit, name FROM project_revisions;

    CREATE TABLE jobs_of_projects AS SELECT id, project_id FROM jobs WHERE project_id IS NOT NULL;
    DROP TABLE project_revisions;
    DROP TABLE projects;
    ALTER TABLE projects_new RENAME TO projects;
    ALTER TABLE project_revisions_new RENAME TO project_revisions;
    UPDATE jobs SET project_id = (SELECT project_id FROM jobs_of_projects o WHERE o.id = jobs.id)
      WHERE id IN (SELECT id FROM jobs_of_projects);
    DROP TABLE jobs_of_projects;

    CREATE INDEX projects_of_separation
      ON projects (separation_id, removed_at, opened_at DESC, updated_at DESC, id);
    ${touched('INSERT', 'sidecar_of_new_project')}
    ${touched('UPDATE', 'sidecar_of_project')}
  `,
};

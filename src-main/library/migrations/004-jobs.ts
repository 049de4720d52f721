import type { Migration } from './migration.ts';

/**
 * The queue and the settings. A job outlives what it worked on: its message stays when a failed import left
 * nothing else. `payload` holds what it takes to run the job again.
 */
export const jobs: Migration = {
  version: 4,
  sql: `
    CREATE TABLE jobs (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL CHECK (kind IN ('import', 'separate', 'export')),
      state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
      title TEXT NOT NULL,
      recording_id TEXT REFERENCES recordings (id) ON DELETE SET NULL,
      separation_id TEXT REFERENCES separations (id) ON DELETE SET NULL,
      project_id TEXT REFERENCES projects (id) ON DELETE SET NULL,
      progress REAL NOT NULL DEFAULT 0,
      phase TEXT NOT NULL DEFAULT '',
      attempts INTEGER NOT NULL DEFAULT 0,
      payload TEXT NOT NULL,
      failure TEXT,
      files TEXT NOT NULL DEFAULT '[]',
      loudness TEXT,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX jobs_by_state ON jobs (state, seq);
    CREATE INDEX jobs_of_recording ON jobs (recording_id);
    CREATE INDEX jobs_of_separation ON jobs (separation_id);
    CREATE INDEX jobs_of_project ON jobs (project_id);

    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};

import type { Migration } from './migration.ts';

/** The queue accepts any kind of job; the program declares the kinds in one place. */
export const anyJobKind: Migration = {
  version: 14,
  sql: `
    CREATE TABLE jobs_new (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
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
    INSERT INTO jobs_new SELECT seq, id, kind, state, title, recording_id, separation_id, project_id, progress, phase,
      attempts, payload, failure, files, loudness, created_at FROM jobs;
    DROP TABLE jobs;
    ALTER TABLE jobs_new RENAME TO jobs;
    CREATE INDEX jobs_by_state ON jobs (state, seq);
    CREATE INDEX jobs_of_recording ON jobs (recording_id);
    CREATE INDEX jobs_of_separation ON jobs (separation_id);
    CREATE INDEX jobs_of_project ON jobs (project_id);
  `,
};

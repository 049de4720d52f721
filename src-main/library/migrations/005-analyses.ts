import type { Migration } from './migration.ts';

/**
 * What the listening model found, one row per item (a recording or a stem). The vector index refers to `seq`,
 * which is never reused. `vector` is 32-bit float, little-endian, of unit length; null for silence. The queue
 * gains the kind of job that fills the table: SQLite can't change a CHECK, so the queue's table is recreated.
 */
export const analyses: Migration = {
  version: 5,
  sql: `
    CREATE TABLE analyses (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      audio_id TEXT NOT NULL UNIQUE,
      recording_id TEXT NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
      stem_id TEXT REFERENCES stems (id) ON DELETE CASCADE,
      model_id TEXT NOT NULL,
      model_version TEXT NOT NULL,
      weights_sha256 TEXT NOT NULL,
      analysed_at TEXT NOT NULL,
      heard TEXT NOT NULL,
      stem_heard TEXT,
      timeline TEXT NOT NULL,
      vector BLOB
    ) STRICT;
    CREATE INDEX analyses_of_recording ON analyses (recording_id);
    CREATE INDEX analyses_of_stem ON analyses (stem_id);

    CREATE TABLE jobs_new (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL CHECK (kind IN ('import', 'separate', 'export', 'analyse', 'quality')),
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

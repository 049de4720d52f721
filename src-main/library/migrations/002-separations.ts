import type { Migration } from './migration.ts';

/** Separations with how far they got (`segments_done` of `segments`, under `pin`), and their stems. */
export const separations: Migration = {
  version: 2,
  sql: `
    CREATE TABLE separations (
      id TEXT PRIMARY KEY,
      recording_id TEXT NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
      model_id TEXT NOT NULL,
      model_version TEXT NOT NULL,
      provider TEXT,
      players TEXT NOT NULL,
      from_sample INTEGER NOT NULL,
      to_sample INTEGER NOT NULL CHECK (to_sample > from_sample),
      state TEXT NOT NULL CHECK (state IN ('running', 'ready', 'failed', 'cancelled')),
      created_at TEXT NOT NULL,
      took_seconds REAL,
      notes TEXT NOT NULL DEFAULT '[]',
      pin TEXT,
      segments INTEGER,
      segments_done INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX separations_of_recording ON separations (recording_id, created_at DESC);

    CREATE TABLE stems (
      id TEXT PRIMARY KEY,
      separation_id TEXT NOT NULL REFERENCES separations (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      label TEXT NOT NULL,
      instrument TEXT,
      is_rest INTEGER NOT NULL CHECK (is_rest IN (0, 1)),
      channels INTEGER NOT NULL,
      frames INTEGER NOT NULL,
      sample_rate INTEGER NOT NULL,
      path TEXT NOT NULL,
      rms_dbfs REAL,
      UNIQUE (separation_id, position)
    ) STRICT;
  `,
};

import type { Migration } from './migration.ts';

/** Listening tests: their versions, what was prepared for participants, and every answer. */
export const studies: Migration = {
  version: 21,
  sql: `
    CREATE TABLE studies (
      id TEXT PRIMARY KEY,
      revision INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      removed_at TEXT
    ) STRICT;

    CREATE TABLE study_revisions (
      study_id TEXT NOT NULL REFERENCES studies (id),
      revision INTEGER NOT NULL,
      document TEXT NOT NULL,
      saved_at TEXT NOT NULL,
      -- What participants of this version hear; NULL until it is prepared.
      prepared TEXT,
      PRIMARY KEY (study_id, revision)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE study_sessions (
      id TEXT PRIMARY KEY,
      study_id TEXT NOT NULL REFERENCES studies (id),
      number INTEGER NOT NULL,
      token TEXT NOT NULL UNIQUE,
      seed INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      screens INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      started_at TEXT,
      finished_at TEXT,
      revoked_at TEXT,
      questions TEXT NOT NULL DEFAULT '{}',
      UNIQUE (study_id, number)
    ) STRICT;

    CREATE TABLE study_answers (
      session_id TEXT NOT NULL REFERENCES study_sessions (id),
      key TEXT NOT NULL,
      answer TEXT NOT NULL,
      effort TEXT NOT NULL,
      is_final INTEGER NOT NULL,
      answered_at TEXT NOT NULL,
      PRIMARY KEY (session_id, key)
    ) STRICT, WITHOUT ROWID;
  `,
};

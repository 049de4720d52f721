import type { Migration } from './migration.ts';

/** Who plays what in a recording: every save of its notes is a revision; and the score that they came from. */
export const recordingNotes: Migration = {
  version: 11,
  sql: `
    CREATE TABLE note_revisions (
      recording_id TEXT NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
      revision INTEGER NOT NULL,
      hash TEXT NOT NULL,
      document TEXT NOT NULL,
      saved_at TEXT NOT NULL,
      PRIMARY KEY (recording_id, revision)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE scores (
      recording_id TEXT PRIMARY KEY REFERENCES recordings (id) ON DELETE CASCADE,
      file_name TEXT NOT NULL,
      path TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      report TEXT NOT NULL,
      added_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};

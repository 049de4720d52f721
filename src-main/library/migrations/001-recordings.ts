import type { Migration } from './migration.ts';

/**
 * Recordings and who plays on them. `seq` is the row number that the search index refers to;
 * everything else refers to `id`. What only the file's header tells is null until it was read.
 */
export const recordings: Migration = {
  version: 1,
  sql: `
    CREATE TABLE recordings (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      title TEXT NOT NULL,
      file_name TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('importing', 'ready', 'failed')),
      storage TEXT NOT NULL CHECK (storage IN ('reference', 'copy')),
      is_demo INTEGER NOT NULL CHECK (is_demo IN (0, 1)),
      imported_at TEXT NOT NULL,
      source_path TEXT NOT NULL,
      source_bytes INTEGER NOT NULL,
      source_mtime_ms REAL NOT NULL,
      sha256 TEXT,
      format TEXT,
      sample_format TEXT,
      sample_rate INTEGER,
      channels INTEGER,
      frames INTEGER,
      audio_path TEXT,
      channel_map TEXT,
      notes TEXT NOT NULL DEFAULT '[]'
    ) STRICT;
    CREATE INDEX recordings_newest ON recordings (imported_at DESC, seq DESC);
    CREATE INDEX recordings_content ON recordings (sha256);

    CREATE TABLE players (
      recording_id TEXT NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      player_id TEXT NOT NULL,
      instrument TEXT NOT NULL,
      label TEXT NOT NULL,
      PRIMARY KEY (recording_id, position)
    ) STRICT, WITHOUT ROWID;

    CREATE VIRTUAL TABLE recording_titles USING fts5 (
      title, file_name,
      content = 'recordings', content_rowid = 'seq',
      tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );
    CREATE TRIGGER recording_titles_insert AFTER INSERT ON recordings BEGIN
      INSERT INTO recording_titles (rowid, title, file_name) VALUES (new.seq, new.title, new.file_name);
    END;
    CREATE TRIGGER recording_titles_delete AFTER DELETE ON recordings BEGIN
      INSERT INTO recording_titles (recording_titles, rowid, title, file_name)
      VALUES ('delete', old.seq, old.title, old.file_name);
    END;
    CREATE TRIGGER recording_titles_update AFTER UPDATE OF title, file_name ON recordings BEGIN
      INSERT INTO recording_titles (recording_titles, rowid, title, file_name)
      VALUES ('delete', old.seq, old.title, old.file_name);
      INSERT INTO recording_titles (rowid, title, file_name) VALUES (new.seq, new.title, new.file_name);
    END;
  `,
};

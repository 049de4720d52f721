import type { Migration } from './migration.ts';

/** Rewrites the search text of the chosen items. `where` refers to `items`. */
const reword = (where: string): string => `
  DELETE FROM item_texts WHERE rowid IN (SELECT seq FROM items WHERE ${where});
  INSERT INTO item_texts (rowid, title, name, instruments, tags, file)
  SELECT seq, title, name, instruments, tags, file FROM item_words WHERE seq IN (SELECT seq FROM items WHERE ${where});`;

/** Marks analyses that the vector index has not included yet. */
const stale = (where: string): string =>
  `INSERT OR IGNORE INTO stale_vectors (seq) SELECT seq FROM analyses WHERE ${where};`;

const on = (name: string, event: string, table: string, body: string): string =>
  `CREATE TRIGGER ${name} AFTER ${event} ON ${table} BEGIN ${body} END;`;

/**
 * Excerpts; items, which represent recordings, stems and excerpts alike and are created and deleted with
 * them; tags, including refused ones (`holds` 0); and the search text of items. `stale_vectors` lists the
 * analyses that the vector index lacks. The index is not part of the schema, because it can be rebuilt at any
 * time (`vector-index.ts`); only its row count and its sets of instruments are.
 */
export const items: Migration = {
  version: 6,
  sql: `
    CREATE TABLE excerpts (
      id TEXT PRIMARY KEY,
      recording_id TEXT NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
      stem_id TEXT REFERENCES stems (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      from_sample INTEGER NOT NULL CHECK (from_sample >= 0),
      to_sample INTEGER NOT NULL CHECK (to_sample > from_sample),
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX excerpts_of_recording ON excerpts (recording_id, from_sample);
    CREATE INDEX excerpts_of_stem ON excerpts (stem_id);

    CREATE TABLE items (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL CHECK (kind IN ('recording', 'stem', 'excerpt')),
      recording_id TEXT NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
      stem_id TEXT REFERENCES stems (id) ON DELETE CASCADE,
      excerpt_id TEXT REFERENCES excerpts (id) ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX items_of_recording ON items (recording_id);
    CREATE INDEX items_of_stem ON items (stem_id);
    CREATE INDEX items_of_excerpt ON items (excerpt_id);

    CREATE TABLE tags (
      seq INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      folded TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE item_tags (
      item INTEGER NOT NULL REFERENCES items (seq) ON DELETE CASCADE,
      tag INTEGER NOT NULL REFERENCES tags (seq) ON DELETE CASCADE,
      holds INTEGER NOT NULL CHECK (holds IN (0, 1)),
      PRIMARY KEY (item, tag)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX items_of_tag ON item_tags (tag, holds, item);

    CREATE VIEW item_words AS
      SELECT i.seq, r.title, COALESCE(e.name, t.label, '') AS name,
        CASE
          WHEN i.kind = 'recording' THEN COALESCE(
            (SELECT group_concat(p.instrument || ' ' || p.label, ' ') FROM players p WHERE p.recording_id = r.id), '')
          ELSE COALESCE(t.instrument || ' ' || t.label, t.label, '')
        END AS instruments,
        COALESCE((SELECT group_concat(g.name, ' ') FROM item_tags x JOIN tags g ON g.seq = x.tag
          WHERE x.item = i.seq AND x.holds = 1), '') AS tags,
        CASE i.kind WHEN 'recording' THEN r.file_name ELSE '' END AS file
      FROM items i JOIN recordings r ON r.id = i.recording_id
      LEFT JOIN stems t ON t.id = i.stem_id LEFT JOIN excerpts e ON e.id = i.excerpt_id;
    CREATE VIRTUAL TABLE item_texts USING fts5 (
      title, name, instruments, tags, file,
      content = '', contentless_delete = 1,
      tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );

    CREATE TABLE stale_vectors (seq INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE vector_index_state (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      layout INTEGER NOT NULL,
      rows INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE vector_ensembles (instruments INTEGER PRIMARY KEY) STRICT;
    CREATE INDEX vectors_by_weights ON analyses (weights_sha256) WHERE vector IS NOT NULL;

    ${on(
      'items_of_new_recording',
      'INSERT',
      'recordings',
      `INSERT INTO items (id, kind, recording_id) VALUES (new.id, 'recording', new.id);`,
    )}
    ${on(
      'items_of_new_stem',
      'INSERT',
      'stems',
      `INSERT INTO items (id, kind, recording_id, stem_id)
       SELECT new.id, 'stem', recording_id, new.id FROM separations WHERE id = new.separation_id;`,
    )}
    ${on(
      'items_of_new_excerpt',
      'INSERT',
      'excerpts',
      `INSERT INTO items (id, kind, recording_id, stem_id, excerpt_id)
       VALUES (new.id, 'excerpt', new.recording_id, new.stem_id, new.id);`,
    )}
    ${on('analysis_of_gone_excerpt', 'DELETE', 'excerpts', 'DELETE FROM analyses WHERE audio_id = old.id;')}

    ${on('words_of_new_item', 'INSERT', 'items', reword('seq = new.seq'))}
    ${on('words_of_gone_item', 'DELETE', 'items', 'DELETE FROM item_texts WHERE rowid = old.seq;')}
    ${on('words_of_recording', 'UPDATE OF title, file_name', 'recordings', reword('recording_id = new.id'))}
    ${on('words_of_stem', 'UPDATE OF label, instrument', 'stems', reword('stem_id = new.id'))}
    ${on('words_of_excerpt', 'UPDATE OF name', 'excerpts', reword('excerpt_id = new.id'))}
    ${on('words_of_new_player', 'INSERT', 'players', reword('id = new.recording_id'))}
    ${on('words_of_gone_player', 'DELETE', 'players', reword('id = old.recording_id'))}
    ${on('words_of_new_tag', 'INSERT', 'item_tags', reword('seq = new.item'))}
    ${on('words_of_decided_tag', 'UPDATE', 'item_tags', reword('seq IN (old.item, new.item)'))}
    ${on(
      'words_of_gone_tag',
      'DELETE',
      'item_tags',
      `${reword('seq = old.item')}
       DELETE FROM tags WHERE seq = old.tag AND NOT EXISTS (SELECT 1 FROM item_tags WHERE tag = old.tag);`,
    )}
    ${on(
      'words_of_renamed_tag',
      'UPDATE OF name',
      'tags',
      reword('seq IN (SELECT item FROM item_tags WHERE tag = new.seq)'),
    )}

    ${on('stale_by_new_analysis', 'INSERT', 'analyses', 'INSERT OR IGNORE INTO stale_vectors VALUES (new.seq);')}
    ${on('stale_by_gone_analysis', 'DELETE', 'analyses', 'INSERT OR IGNORE INTO stale_vectors VALUES (old.seq);')}
    ${on(
      'stale_by_other_analysis',
      'UPDATE OF vector, weights_sha256',
      'analyses',
      'INSERT OR IGNORE INTO stale_vectors VALUES (new.seq);',
    )}
    ${on('stale_by_new_player', 'INSERT', 'players', stale('audio_id = new.recording_id'))}
    ${on('stale_by_gone_player', 'DELETE', 'players', stale('audio_id = old.recording_id'))}
    ${on('stale_by_stem', 'UPDATE OF instrument', 'stems', stale('stem_id = new.id'))}

    INSERT INTO items (id, kind, recording_id) SELECT id, 'recording', id FROM recordings ORDER BY seq;
    INSERT INTO items (id, kind, recording_id, stem_id)
      SELECT t.id, 'stem', s.recording_id, t.id FROM stems t JOIN separations s ON s.id = t.separation_id
      ORDER BY s.created_at, t.position;
    INSERT INTO stale_vectors SELECT seq FROM analyses;
  `,
};

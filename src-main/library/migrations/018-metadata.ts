import type { Migration } from './migration.ts';

/** What tags and people say about a recording, found by the search like its title. */
export const metadata: Migration = {
  version: 18,
  sql: `
    ALTER TABLE recordings ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';

    DROP VIEW item_words;
    CREATE VIEW item_words AS
      SELECT i.seq,
        r.title || ' ' || COALESCE((SELECT group_concat(m.value, ' ') FROM json_each(r.metadata) m), '') || '  ' AS title,
        COALESCE(e.name, t.label, '') || '  ' AS name,
        CASE
          WHEN i.kind = 'recording' THEN COALESCE(
            (SELECT group_concat(p.instrument || ' ' || p.label, ' ') FROM players p WHERE p.recording_id = r.id), '')
          ELSE COALESCE(t.instrument || ' ' || t.label, t.label, '')
        END || '  ' AS instruments,
        COALESCE((SELECT group_concat(g.name, ' ') FROM item_tags x JOIN tags g ON g.seq = x.tag
          WHERE x.item = i.seq AND x.holds = 1), '') || '  ' AS tags,
        CASE i.kind WHEN 'recording' THEN r.file_name || '  ' ELSE '' END AS file
      FROM items i JOIN recordings r ON r.id = i.recording_id
      LEFT JOIN stems t ON t.id = i.stem_id LEFT JOIN excerpts e ON e.id = i.excerpt_id;

    DROP TRIGGER words_of_recording;
    CREATE TRIGGER words_of_recording AFTER UPDATE OF title, file_name, metadata ON recordings BEGIN
      DELETE FROM item_texts WHERE rowid IN (SELECT seq FROM items WHERE recording_id = new.id);
      INSERT INTO item_texts (rowid, title, name, instruments, tags, file)
      SELECT seq, title, name, instruments, tags, file FROM item_words
      WHERE seq IN (SELECT seq FROM items WHERE recording_id = new.id);
    END;
  `,
};

import type { Migration } from './migration.ts';

/**
 * The search finds words anywhere, also inside a word and in texts without spaces: the index holds every run of three
 * characters, and `item_runs` lists them. Texts end with two spaces, so that their last two characters begin a run,
 * too. `recording_titles` repeated a part of this index.
 */
export const wordsAnywhere: Migration = {
  version: 16,
  sql: `
    DROP TRIGGER recording_titles_insert;
    DROP TRIGGER recording_titles_delete;
    DROP TRIGGER recording_titles_update;
    DROP TABLE recording_titles;

    DROP VIEW item_words;
    CREATE VIEW item_words AS
      SELECT i.seq, r.title || '  ' AS title, COALESCE(e.name, t.label, '') || '  ' AS name,
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
    DROP TABLE item_texts;
    CREATE VIRTUAL TABLE item_texts USING fts5 (
      title, name, instruments, tags, file,
      content = '', contentless_delete = 1,
      tokenize = 'trigram case_sensitive 0 remove_diacritics 1'
    );
    CREATE VIRTUAL TABLE item_runs USING fts5vocab ('item_texts', 'row');
    INSERT INTO item_texts (rowid, title, name, instruments, tags, file)
      SELECT seq, title, name, instruments, tags, file FROM item_words;
  `,
};

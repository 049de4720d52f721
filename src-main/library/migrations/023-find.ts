import type { Migration } from './migration.ts';

export const on = (name: string, event: string, table: string, body: string): string =>
  `CREATE TRIGGER ${name} AFTER ${event} ON ${table} BEGIN ${body} END;`;

const FOLDED = Array.from({ length: 0x180 - 0xc0 }, (_, index) => String.fromCodePoint(0xc0 + index)).flatMap(
  (letter) => {
    const plain = letter
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase();
    return plain === letter ? [] : [{ letter, plain }];
  },
);
/** SQLite lowers ASCII letters only and knows no accents. */
const folded = (text: string): string =>
  FOLDED.reduce((sql, { letter, plain }) => `replace(${sql}, '${letter}', '${plain}')`, `lower(${text})`);

export const COLUMNS =
  'title, composer, work, movement, performers, ensemble, venue, date, name, instruments, tags, file, folder';
const TEXTS = ['recording_texts', 'part_texts'] as const;

/** Rewrites the search text of the chosen items: one trigger does it for all others, which keeps the schema short. */
const reword = (where: string): string =>
  `DELETE FROM stale_words WHERE seq IN (SELECT seq FROM items WHERE ${where});`;
const REWORDED = TEXTS.map(
  (texts) => `
    DELETE FROM ${texts} WHERE rowid = old.seq;
    INSERT INTO ${texts} (rowid, ${COLUMNS}) SELECT seq, ${COLUMNS} FROM item_words WHERE seq = old.seq
    AND EXISTS (SELECT 1 FROM items WHERE seq = old.seq AND kind ${texts === 'part_texts' ? '<>' : '='} 'recording');`,
).join('');

/** Not INSERT OR REPLACE: in a trigger, the conflict clause of the outer statement, such as an upsert, takes its place. */
const newFacts = (where: string): string =>
  `DELETE FROM recording_facts WHERE ${where};
   INSERT INTO recording_facts SELECT * FROM recording_fact_values WHERE ${where};`;

export const said = (field: string): string => `COALESCE(json_extract(r.metadata, '$.${field}'), '')`;
/** Indexed texts end with two spaces, so that their last two characters begin a run of three, too. */
export const words = (text: string): string => `${text} || '  '`;
export const orNothing = (text: string): string => `CASE ${text} WHEN '' THEN '' ELSE ${words(text)} END`;

/** The folder of the source, without the last slash. Uploads and the demo come from no folder of the user's. */
export const FOLDER = `CASE WHEN r.is_demo = 1 THEN '' ELSE rtrim(rtrim(replace(r.source_path, '\\', '/'),
  replace(replace(r.source_path, '\\', '/'), '/', '')), '/') END`;

export const DATE = said('date');
const part = (from: number, count: number): string => {
  const digits = `substr(${DATE}, ${from}, ${count})`;
  const follows = from === 1 ? '' : `substr(${DATE}, ${from - 1}, 1) = '-' AND `;
  return `CASE WHEN ${follows}${digits} GLOB '${'[0-9]'.repeat(count)}' THEN CAST(${digits} AS INTEGER) END`;
};
const day = (month: number, dayOfMonth: number): string =>
  `${part(1, 4)} * 10000 + COALESCE(${part(6, 2)}, ${month}) * 100 + COALESCE(${part(9, 2)}, ${dayOfMonth})`;

/**
 * Where nobody named the players, a recording is found by those that were heard. What the search language asks about recordings, one narrow row each, with the keys that a list is sorted by: titles
 * without case and accents, their numbers padded. Dates are numbers, yyyymmdd. Recordings and their parts have full-text
 * tables of their own, with a column for each field.
 */
export const find: Migration = {
  version: 23,
  sql: `
    DROP TRIGGER words_of_new_item;
    DROP TRIGGER words_of_gone_item;
    DROP TRIGGER words_of_recording;
    DROP TRIGGER words_of_stem;
    DROP TRIGGER words_of_excerpt;
    DROP TRIGGER words_of_new_player;
    DROP TRIGGER words_of_gone_player;
    DROP TRIGGER words_of_new_tag;
    DROP TRIGGER words_of_decided_tag;
    DROP TRIGGER words_of_gone_tag;
    DROP TRIGGER words_of_renamed_tag;
    DROP TABLE item_runs;
    DROP TABLE item_texts;
    DROP VIEW item_words;

    ALTER TABLE items ADD COLUMN recording INTEGER;
    UPDATE items SET recording = (SELECT o.seq FROM items o WHERE o.id = items.recording_id);

    CREATE VIEW item_words AS
      SELECT i.seq, ${words('r.title')} AS title, ${orNothing(said('composer'))} AS composer,
        ${orNothing(said('work'))} AS work, ${orNothing(said('movement'))} AS movement,
        ${orNothing(said('performers'))} AS performers, ${orNothing(said('ensemble'))} AS ensemble,
        ${orNothing(said('venue'))} AS venue, ${orNothing(DATE)} AS date,
        ${orNothing("COALESCE(e.name, t.label, '')")} AS name,
        CASE
          WHEN i.kind = 'recording' THEN COALESCE(
            (SELECT group_concat(p.instrument || ' ' || p.label, ' ') FROM players p WHERE p.recording_id = r.id),
            (SELECT group_concat(json_extract(h.value, '$.instrument'), ' ')
              FROM analyses a, json_each(iif(json_valid(a.heard), a.heard, '{}'), '$.proposal') h WHERE a.audio_id = r.id), '')
          ELSE COALESCE(t.instrument || ' ' || t.label, t.label, '')
        END || '  ' AS instruments,
        ${orNothing(`COALESCE((SELECT group_concat(g.name, ' ') FROM item_tags x JOIN tags g ON g.seq = x.tag
          WHERE x.item = i.seq AND x.holds = 1), '')`)} AS tags,
        CASE i.kind WHEN 'recording' THEN ${words('r.file_name')} ELSE '' END AS file,
        CASE i.kind WHEN 'recording' THEN ${words(FOLDER)} ELSE '' END AS folder
      FROM items i JOIN recordings r ON r.id = i.recording_id
      LEFT JOIN stems t ON t.id = i.stem_id LEFT JOIN excerpts e ON e.id = i.excerpt_id;

    CREATE TABLE recording_facts (
      item INTEGER PRIMARY KEY,
      recording_id TEXT NOT NULL,
      ready INTEGER NOT NULL,
      imported_at TEXT NOT NULL,
      title_key TEXT NOT NULL,
      composer TEXT NOT NULL,
      ensemble TEXT NOT NULL,
      folder TEXT NOT NULL,
      first_day INTEGER,
      last_day INTEGER,
      seconds REAL,
      separated INTEGER NOT NULL,
      quality REAL
    ) STRICT;
    CREATE INDEX facts_by_title ON recording_facts (title_key, item);
    CREATE INDEX facts_by_composer ON recording_facts (nullif(composer, '') COLLATE NOCASE, title_key, item);
    CREATE INDEX facts_by_ensemble ON recording_facts (ensemble COLLATE NOCASE);
    CREATE INDEX facts_by_folder ON recording_facts (folder);
    CREATE INDEX facts_by_day ON recording_facts (first_day, item, last_day);
    CREATE INDEX facts_by_length ON recording_facts (seconds, item);
    CREATE INDEX facts_by_quality ON recording_facts (quality, item);
    CREATE INDEX facts_by_import ON recording_facts (imported_at, item);
    CREATE TABLE stem_quality (item INTEGER PRIMARY KEY, sdr REAL NOT NULL) STRICT;
    CREATE INDEX stems_by_quality ON stem_quality (sdr);

    CREATE VIEW recording_fact_values AS
      SELECT i.seq AS item, r.id AS recording_id, r.state = 'ready' AS ready, r.imported_at,
        (WITH RECURSIVE walk (rest, number, key) AS (
            SELECT ${folded('r.title')} || ' ', '', ''
            UNION ALL
            SELECT substr(rest, 2),
              CASE WHEN substr(rest, 1, 1) GLOB '[0-9]' THEN number || substr(rest, 1, 1) ELSE '' END,
              CASE
                WHEN substr(rest, 1, 1) GLOB '[0-9]' THEN key
                WHEN number = '' THEN key || substr(rest, 1, 1)
                ELSE key || substr('000000' || number, -max(6, length(number))) || substr(rest, 1, 1)
              END
            FROM walk WHERE rest <> ''
          ) SELECT rtrim(key) FROM walk WHERE rest = '') AS title_key,
        ${said('composer')} AS composer, ${said('ensemble')} AS ensemble, ${FOLDER} AS folder,
        ${day(1, 1)} AS first_day, ${day(12, 31)} AS last_day,
        CAST(r.frames AS REAL) / r.sample_rate AS seconds,
        (SELECT count(*) FROM separations s WHERE s.recording_id = r.id AND s.state = 'ready') AS separated,
        (SELECT min(q.sdr) FROM stem_quality q JOIN items x ON x.seq = q.item JOIN stems t ON t.id = x.stem_id
          WHERE t.separation_id = (SELECT s.id FROM separations s JOIN quality a ON a.separation_id = s.id
            WHERE s.recording_id = r.id ORDER BY s.created_at DESC, s.id LIMIT 1)) AS quality
      FROM recordings r JOIN items i ON i.id = r.id;

    CREATE VIRTUAL TABLE recording_texts USING fts5 (${COLUMNS},
      content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 0 remove_diacritics 1');
    CREATE VIRTUAL TABLE part_texts USING fts5 (${COLUMNS},
      content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 0 remove_diacritics 1');
    CREATE VIRTUAL TABLE recording_runs USING fts5vocab ('recording_texts', 'row');
    CREATE VIRTUAL TABLE part_runs USING fts5vocab ('part_texts', 'row');

    CREATE VIEW stale_words AS SELECT seq FROM items;
    CREATE TRIGGER words_again INSTEAD OF DELETE ON stale_words BEGIN ${REWORDED} END;
    ${on(
      'words_of_new_item',
      'INSERT',
      'items',
      `UPDATE items SET recording = (SELECT seq FROM items WHERE id = new.recording_id) WHERE seq = new.seq;
       ${reword('seq = new.seq')}
       ${newFacts("item = new.seq AND new.kind = 'recording'")}`,
    )}
    ${on(
      'words_of_gone_item',
      'DELETE',
      'items',
      `${TEXTS.map((texts) => `DELETE FROM ${texts} WHERE rowid = old.seq;`).join(' ')}
       DELETE FROM recording_facts WHERE item = old.seq;
       DELETE FROM stem_quality WHERE item = old.seq;`,
    )}
    ${on('words_of_recording', 'UPDATE OF title, file_name, metadata, source_path', 'recordings', reword('recording_id = new.id'))}
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
    ${on('words_of_new_analysis', 'INSERT', 'analyses', reword("id = new.audio_id AND kind = 'recording'"))}
    ${on(
      'words_of_analysis',
      'UPDATE OF heard',
      'analyses',
      reword("id = new.audio_id AND kind = 'recording'"),
    )}
    ${on(
      'facts_of_recording',
      'UPDATE OF title, state, imported_at, source_path, sample_rate, frames, metadata, is_demo',
      'recordings',
      newFacts('recording_id = new.id'),
    )}
    ${on('facts_of_new_separation', 'INSERT', 'separations', newFacts('recording_id = new.recording_id'))}
    ${on('facts_of_separation', 'UPDATE OF state, created_at', 'separations', newFacts('recording_id = new.recording_id'))}
    ${on('facts_of_gone_separation', 'DELETE', 'separations', newFacts('recording_id = old.recording_id'))}
    ${['INSERT', 'UPDATE OF report']
      .map((event) =>
        on(
          `facts_of_${event === 'INSERT' ? 'new_' : ''}quality`,
          event,
          'quality',
          `DELETE FROM stem_quality WHERE item IN (SELECT i.seq FROM items i JOIN stems t ON t.id = i.stem_id
             WHERE t.separation_id = new.separation_id AND i.kind = 'stem');
           INSERT INTO stem_quality SELECT * FROM stem_quality_values WHERE item IN (
             SELECT i.seq FROM items i JOIN stems t ON t.id = i.stem_id WHERE t.separation_id = new.separation_id);
           ${newFacts('recording_id = (SELECT recording_id FROM separations WHERE id = new.separation_id)')}`,
        ),
      )
      .join('')}
    ${on(
      'facts_of_gone_quality',
      'DELETE',
      'quality',
      `DELETE FROM stem_quality WHERE item IN (SELECT i.seq FROM items i JOIN stems t ON t.id = i.stem_id
         WHERE t.separation_id = old.separation_id AND i.kind = 'stem');
       ${newFacts('recording_id = (SELECT recording_id FROM separations WHERE id = old.separation_id)')}`,
    )}
    CREATE VIEW stem_quality_values AS
      SELECT i.seq AS item, CAST(json_extract(e.value, '$.expected.sdr') AS REAL) AS sdr
      FROM quality q, json_each(iif(json_valid(q.report), q.report, '{}'), '$.stems') e
      JOIN items i ON i.id = json_extract(e.value, '$.stemId') AND i.kind = 'stem'
      WHERE json_type(e.value, '$.expected.sdr') IN ('real', 'integer');

    INSERT INTO stem_quality SELECT * FROM stem_quality_values;
    INSERT INTO recording_facts SELECT * FROM recording_fact_values;
    INSERT INTO recording_texts (rowid, ${COLUMNS}) SELECT seq, ${COLUMNS} FROM item_words
      WHERE seq IN (SELECT seq FROM items WHERE kind = 'recording');
    INSERT INTO part_texts (rowid, ${COLUMNS}) SELECT seq, ${COLUMNS} FROM item_words
      WHERE seq IN (SELECT seq FROM items WHERE kind <> 'recording');
  `,
};

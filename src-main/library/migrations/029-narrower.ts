import { COLUMNS, DATE, FOLDER, on, orNothing, said, words } from './023-find.ts';
import type { Migration } from './migration.ts';

/** A label such as "Violin 1" has the instrument's name in it, which is then not said again. */
const named = (row: string): string =>
  `iif(instr(lower(${row}.label), ${row}.instrument) > 0, ${row}.label, ${row}.instrument || ' ' || ${row}.label)`;

/** By the item's number: nothing indexes facts by the recording's id, so that each change looked at all of them. */
const newFacts = (recordingId: string): string => `
  DELETE FROM recording_facts WHERE item = (SELECT seq FROM items WHERE id = ${recordingId});
  INSERT INTO recording_facts SELECT * FROM recording_fact_values WHERE item =
    (SELECT seq FROM items WHERE id = ${recordingId});`;
const recordingOf = (row: 'old' | 'new'): string =>
  `(SELECT recording_id FROM separations WHERE id = ${row}.separation_id)`;
const stemsOf = (row: 'old' | 'new'): string =>
  `(SELECT i.seq FROM items i JOIN stems t ON t.id = i.stem_id
    WHERE t.separation_id = ${row}.separation_id AND i.kind = 'stem')`;
const newQuality = `
  DELETE FROM stem_quality WHERE item IN ${stemsOf('new')};
  INSERT INTO stem_quality SELECT * FROM stem_quality_values WHERE item IN ${stemsOf('new')};
  ${newFacts(recordingOf('new'))}`;

const again = (name: string, event: string, table: string, body: string): string =>
  `DROP TRIGGER ${name}; ${on(name, event, table, body)}`;

/** Says nothing twice in the index of words, and finds a recording's facts without looking at those of all others. */
export const narrower: Migration = {
  version: 29,
  sql: `
    CREATE TABLE sidecars_before AS SELECT * FROM sidecars;
    DROP TABLE sidecars;
    CREATE TABLE sidecars (
      id TEXT PRIMARY KEY,
      revision INTEGER NOT NULL,
      written INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO sidecars SELECT id, revision, written FROM sidecars_before ORDER BY id;
    DROP TABLE sidecars_before;
    CREATE INDEX sidecars_behind ON sidecars (id) WHERE written < revision;

    DROP INDEX items_of_stem;
    CREATE INDEX items_of_stem ON items (stem_id) WHERE stem_id IS NOT NULL;

    DROP VIEW item_words;
    CREATE VIEW item_words AS
      SELECT i.seq, ${words('r.title')} AS title, ${orNothing(said('composer'))} AS composer,
        ${orNothing(said('work'))} AS work, ${orNothing(said('movement'))} AS movement,
        ${orNothing(said('performers'))} AS performers, ${orNothing(said('ensemble'))} AS ensemble,
        ${orNothing(said('venue'))} AS venue, ${orNothing(DATE)} AS date,
        ${orNothing("COALESCE(e.name, '')")} AS name,
        CASE
          WHEN i.kind = 'recording' THEN COALESCE(
            (SELECT group_concat(${named('p')}, ' ') FROM players p WHERE p.recording_id = r.id),
            (SELECT group_concat(json_extract(h.value, '$.instrument'), ' ')
              FROM analyses a, json_each(iif(json_valid(a.heard), a.heard, '{}'), '$.proposal') h WHERE a.audio_id = r.id), '')
          ELSE COALESCE(${named('t')}, t.label, '')
        END || '  ' AS instruments,
        ${orNothing(`COALESCE((SELECT group_concat(g.name, ' ') FROM item_tags x JOIN tags g ON g.seq = x.tag
          WHERE x.item = i.seq AND x.holds = 1), '')`)} AS tags,
        CASE i.kind WHEN 'recording' THEN ${words('r.file_name')} ELSE '' END AS file,
        CASE i.kind WHEN 'recording' THEN ${words(FOLDER)} ELSE '' END AS folder
      FROM items i JOIN recordings r ON r.id = i.recording_id
      LEFT JOIN stems t ON t.id = i.stem_id LEFT JOIN excerpts e ON e.id = i.excerpt_id;
    INSERT INTO recording_texts (recording_texts) VALUES ('delete-all');
    INSERT INTO part_texts (part_texts) VALUES ('delete-all');
    INSERT INTO recording_texts (rowid, ${COLUMNS}) SELECT seq, ${COLUMNS} FROM item_words
      WHERE seq IN (SELECT seq FROM items WHERE kind = 'recording');
    INSERT INTO part_texts (rowid, ${COLUMNS}) SELECT seq, ${COLUMNS} FROM item_words
      WHERE seq IN (SELECT seq FROM items WHERE kind <> 'recording');

    ${again(
      'facts_of_recording',
      'UPDATE OF title, state, imported_at, source_path, sample_rate, frames, metadata, is_demo',
      'recordings',
      newFacts('new.id'),
    )}
    ${again('facts_of_new_separation', 'INSERT', 'separations', newFacts('new.recording_id'))}
    ${again('facts_of_separation', 'UPDATE OF state, created_at', 'separations', newFacts('new.recording_id'))}
    ${again('facts_of_gone_separation', 'DELETE', 'separations', newFacts('old.recording_id'))}
    ${again('facts_of_new_quality', 'INSERT', 'quality', newQuality)}
    ${again('facts_of_quality', 'UPDATE OF report', 'quality', newQuality)}
    ${again(
      'facts_of_gone_quality',
      'DELETE',
      'quality',
      `DELETE FROM stem_quality WHERE item IN ${stemsOf('old')}; ${newFacts(recordingOf('old'))}`,
    )}
  `,
};

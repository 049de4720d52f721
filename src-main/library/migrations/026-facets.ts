import type { Migration } from './migration.ts';

const on = (name: string, event: string, table: string, body: string): string =>
  `CREATE TRIGGER ${name} AFTER ${event} ON ${table} BEGIN ${body} END;`;

/** Lists in an order of their own, so that the same players are the same text. */
const PLAYERS = `COALESCE(
  (SELECT group_concat(instrument, ',') FROM (
    SELECT DISTINCT p.instrument FROM players p WHERE p.recording_id = f.recording_id ORDER BY 1)),
  (SELECT group_concat(instrument, ',') FROM (
    SELECT DISTINCT json_extract(h.value, '$.instrument') AS instrument
    FROM analyses a, json_each(iif(json_valid(a.heard), a.heard, '{}'), '$.proposal') h
    WHERE a.audio_id = f.recording_id ORDER BY 1)),
  '')`;
const MODELS = `COALESCE((SELECT group_concat(model_id, ',') FROM (
  SELECT DISTINCT s.model_id FROM separations s
  WHERE s.recording_id = f.recording_id AND s.state = 'ready' ORDER BY 1)), '')`;

/** Not INSERT OR REPLACE: see migration 23. */
const renew = (recordingId: string): string => `
  DELETE FROM recording_sets WHERE item = (SELECT seq FROM items WHERE id = ${recordingId});
  INSERT INTO recording_sets SELECT * FROM recording_set_values WHERE item =
    (SELECT seq FROM items WHERE id = ${recordingId});`;

/**
 * Of what a recording has several, as one text for each recording: to count players and models in a list, each is read
 * once and few different texts are taken apart. Two indexes that nothing needs make room for it.
 */
export const facets: Migration = {
  version: 26,
  sql: `
    CREATE TABLE recording_sets (item INTEGER PRIMARY KEY, players TEXT NOT NULL, models TEXT NOT NULL) STRICT;
    CREATE VIEW recording_set_values AS
      SELECT f.item, ${PLAYERS} AS players, ${MODELS} AS models FROM recording_facts f;
    INSERT INTO recording_sets SELECT * FROM recording_set_values;

    ${on('sets_of_new_item', 'INSERT', 'recording_facts', renew('new.recording_id'))}
    ${on('sets_of_gone_item', 'DELETE', 'recording_facts', 'DELETE FROM recording_sets WHERE item = old.item;')}
    ${on('sets_of_new_player', 'INSERT', 'players', renew('new.recording_id'))}
    ${on('sets_of_gone_player', 'DELETE', 'players', renew('old.recording_id'))}
    ${on('sets_of_new_analysis', 'INSERT', 'analyses', renew('new.audio_id'))}
    ${on('sets_of_analysis', 'UPDATE OF heard', 'analyses', renew('new.audio_id'))}
    ${on('sets_of_gone_analysis', 'DELETE', 'analyses', renew('old.audio_id'))}

    DROP INDEX recordings_newest;
    DROP INDEX items_of_excerpt;
    CREATE INDEX items_of_excerpt ON items (excerpt_id) WHERE excerpt_id IS NOT NULL;
  `,
};

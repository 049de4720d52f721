import type { Migration } from './migration.ts';

const on = (name: string, event: string, table: string, body: string): string =>
  `CREATE TRIGGER ${name} AFTER ${event} ON ${table} BEGIN ${body} END;`;

/** The sidecar of every id that the query gives has to be written again. */
const touch = (ids: string): string => `
  INSERT INTO sidecars (id, revision, written) SELECT id, 1, 0 FROM (${ids}) WHERE true
  ON CONFLICT (id) DO UPDATE SET revision = revision + 1;`;

/** Of a stem's separation, or, without a stem, of the recording. */
const ownerOf = (row: 'old' | 'new'): string => `
  SELECT COALESCE((SELECT separation_id FROM stems WHERE id = ${row}.stem_id), ${row}.recording_id) AS id`;
const ownerOfItems = (where: string): string => `
  SELECT DISTINCT COALESCE(t.separation_id, i.recording_id) AS id
  FROM items i LEFT JOIN stems t ON t.id = i.stem_id WHERE ${where}`;

/**
 * Counts how often the rows behind each sidecar have changed, and which state its file has. Triggers count,
 * so that no change is missed; an outdated file is written soon after, or at the next start.
 */
export const sidecars: Migration = {
  version: 12,
  sql: `
    CREATE TABLE sidecars (
      id TEXT PRIMARY KEY,
      revision INTEGER NOT NULL,
      written INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX sidecars_behind ON sidecars (id) WHERE written < revision;
    INSERT INTO sidecars SELECT id, 1, 0 FROM recordings;
    INSERT INTO sidecars SELECT id, 1, 0 FROM separations;

    ${on('sidecar_of_new_recording', 'INSERT', 'recordings', touch('SELECT new.id AS id'))}
    ${on('sidecar_of_recording', 'UPDATE', 'recordings', touch('SELECT new.id AS id'))}
    ${on('sidecar_of_new_player', 'INSERT', 'players', touch('SELECT new.recording_id AS id'))}
    ${on('sidecar_of_gone_player', 'DELETE', 'players', touch('SELECT old.recording_id AS id'))}
    ${on('sidecar_of_new_notes', 'INSERT', 'note_revisions', touch('SELECT new.recording_id AS id'))}
    ${on('sidecar_of_new_score', 'INSERT', 'scores', touch('SELECT new.recording_id AS id'))}
    ${on('sidecar_of_score', 'UPDATE', 'scores', touch('SELECT new.recording_id AS id'))}
    ${on('sidecar_of_gone_score', 'DELETE', 'scores', touch('SELECT old.recording_id AS id'))}
    ${on('sidecar_of_new_separation', 'INSERT', 'separations', touch('SELECT new.id AS id'))}
    ${on(
      'sidecar_of_separation',
      'UPDATE OF state, provider, players, took_seconds, notes, pin',
      'separations',
      touch('SELECT new.id AS id'),
    )}
    ${on('sidecar_of_new_stem', 'INSERT', 'stems', touch('SELECT new.separation_id AS id'))}
    ${on('sidecar_of_stem', 'UPDATE', 'stems', touch('SELECT new.separation_id AS id'))}
    ${on('sidecar_of_gone_stem', 'DELETE', 'stems', touch('SELECT old.separation_id AS id'))}
    ${on('sidecar_of_new_project', 'INSERT', 'projects', touch('SELECT new.separation_id AS id'))}
    ${on('sidecar_of_project', 'UPDATE', 'projects', touch('SELECT new.separation_id AS id'))}
    ${on('sidecar_of_new_quality', 'INSERT', 'quality', touch('SELECT new.separation_id AS id'))}
    ${on('sidecar_of_quality', 'UPDATE', 'quality', touch('SELECT new.separation_id AS id'))}
    ${on('sidecar_of_new_excerpt', 'INSERT', 'excerpts', touch(ownerOf('new')))}
    ${on('sidecar_of_excerpt', 'UPDATE', 'excerpts', touch(ownerOf('new')))}
    ${on('sidecar_of_gone_excerpt', 'DELETE', 'excerpts', touch(ownerOf('old')))}
    ${on('sidecar_of_new_tag', 'INSERT', 'item_tags', touch(ownerOfItems('i.seq = new.item')))}
    ${on('sidecar_of_decided_tag', 'UPDATE', 'item_tags', touch(ownerOfItems('i.seq = new.item')))}
    ${on('sidecar_of_gone_tag', 'DELETE', 'item_tags', touch(ownerOfItems('i.seq = old.item')))}
    ${on(
      'sidecar_of_renamed_tag',
      'UPDATE OF name',
      'tags',
      touch(ownerOfItems('i.seq IN (SELECT item FROM item_tags WHERE tag = new.seq)')),
    )}
  `,
};

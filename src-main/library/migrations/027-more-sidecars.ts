import type { Migration } from './migration.ts';

const on = (name: string, event: 'INSERT' | 'UPDATE', table: string, id: string, when = ''): string => `
  CREATE TRIGGER ${name} AFTER ${event} ON ${table} ${when} BEGIN
    INSERT INTO sidecars (id, revision, written) SELECT id, 1, 0 FROM (${id}) WHERE true
    ON CONFLICT (id) DO UPDATE SET revision = revision + 1;
  END;`;

const KEPT = `('listeners', 'balances', 'strip-presets', 'collections', 'settings')`;
const VALUES = `SELECT 'values' AS id`;
const STUDY = 'SELECT new.study_id AS id';
const STUDY_OF_ANSWER = 'SELECT study_id AS id FROM study_sessions WHERE id = new.session_id';

/** Listening tests and what the user keeps for the whole library have sidecars, as recordings and separations do. */
export const moreSidecars: Migration = {
  version: 27,
  sql: `
    INSERT INTO sidecars SELECT id, 1, 0 FROM studies;
    INSERT INTO sidecars SELECT 'values', 1, 0 WHERE EXISTS (SELECT 1 FROM settings WHERE key IN ${KEPT});

    ${on('sidecar_of_new_value', 'INSERT', 'settings', VALUES, `WHEN new.key IN ${KEPT}`)}
    ${on('sidecar_of_value', 'UPDATE', 'settings', VALUES, `WHEN new.key IN ${KEPT}`)}
    ${on('sidecar_of_new_study', 'INSERT', 'studies', 'SELECT new.id AS id')}
    ${on('sidecar_of_study', 'UPDATE', 'studies', 'SELECT new.id AS id')}
    ${on('sidecar_of_new_study_revision', 'INSERT', 'study_revisions', STUDY)}
    ${on('sidecar_of_prepared_study', 'UPDATE', 'study_revisions', STUDY)}
    ${on('sidecar_of_new_study_session', 'INSERT', 'study_sessions', STUDY)}
    ${on('sidecar_of_study_session', 'UPDATE', 'study_sessions', STUDY)}
    ${on('sidecar_of_new_study_answer', 'INSERT', 'study_answers', STUDY_OF_ANSWER)}
    ${on('sidecar_of_study_answer', 'UPDATE', 'study_answers', STUDY_OF_ANSWER)}
  `,
};

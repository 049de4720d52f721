import BetterSqlite, { type Database } from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  LATEST_VERSION,
  migrate,
  MIGRATIONS,
  versionOf,
} from '../../../../src-main/library/migrations/index.ts';
import type { Migration } from '../../../../src-main/library/migrations/migration.ts';

/** What a user may have in the library at each version: a migration must carry it along. */
const CONTENTS: Readonly<Record<number, string>> = {
  1: `INSERT INTO recordings (id, title, file_name, state, storage, is_demo, imported_at, source_path, source_bytes, source_mtime_ms)
        VALUES ('rec_1', 'Trio in C', 'trio.wav', 'ready', 'copy', 0, '2026-01-01', '/a.wav', 1, 1.0);
      INSERT INTO players VALUES ('rec_1', 0, 'viola', 'viola', 'Viola');`,
  2: `INSERT INTO separations (id, recording_id, model_id, model_version, players, from_sample, to_sample, state, created_at)
        VALUES ('sep_1', 'rec_1', 'm', '1', '[]', 0, 10, 'ready', '2026-01-01');
      INSERT INTO stems VALUES ('stem_1', 'sep_1', 0, 'viola', 'Viola', 'viola', 0, 2, 10, 44100, 'stems/x.wav', NULL);`,
  3: `INSERT INTO projects (id, separation_id, revision, updated_at) VALUES ('proj_1', 'sep_1', 1, '2026-01-01');
      INSERT INTO project_revisions (project_id, revision, document, saved_at) VALUES ('proj_1', 1, '{}', '2026-01-01');`,
  4: `INSERT INTO jobs (id, kind, state, title, recording_id, payload, created_at)
        VALUES ('job_1', 'import', 'done', 'Trio', 'rec_1', '{}', '2026-01-01');
      INSERT INTO settings VALUES ('settings', '{}');`,
  5: `INSERT INTO analyses (audio_id, recording_id, stem_id, model_id, model_version, weights_sha256, analysed_at, heard, timeline, vector)
        VALUES ('stem_1', 'rec_1', 'stem_1', 'ears', '1', 'aa', '2026-01-01', '{}', '{}', x'0000803f');`,
  6: `INSERT INTO excerpts VALUES ('exc_1', 'rec_1', 'stem_1', 'Solo', 0, 5, '2026-01-01');
      INSERT INTO tags VALUES (1, 'Pizzicato', 'pizzicato');
      INSERT INTO item_tags SELECT seq, 1, 1 FROM items WHERE id = 'stem_1';`,
  7: `INSERT INTO quality VALUES ('sep_1', '2026-01-01', '{}');`,
  8: `INSERT INTO adaptations (id, job_id, name, model_id, from_id, from_version, minutes, state, sources, created_at)
        VALUES ('adapt_1', 'job_1', 'Mine', 'mine', 'unet', '1', 5, 'ready', '{}', '2026-01-01');`,
  9: `UPDATE adaptations SET pretraining = 'masked-prediction' WHERE pretraining = 'unmixing';`,
  10: `INSERT INTO tombstones VALUES ('rec_2', '2026-01-01', '{}');`,
  11: `INSERT INTO note_revisions VALUES ('rec_1', 1, 'aa', '{}', '2026-01-01');
      INSERT INTO scores VALUES ('rec_1', 'trio.mxl', 'audio/rec_1.score.mxl', 'aa', '{}', '2026-01-01');`,
  12: `INSERT INTO sidecars VALUES ('rec_2', 1, 1);`,
  13: `UPDATE separations SET notes_sha256 = 'aa' WHERE id = 'sep_1';`,
  14: `UPDATE jobs SET kind = 'something-new' WHERE id = 'job_1';`,
  15: `INSERT INTO stem_versions VALUES ('sep_1', 0, NULL, NULL, '2026-01-01', '{"kind":"original"}', '[]', 0);`,
  16: `UPDATE recordings SET title = 'Trio in D' WHERE id = 'rec_1';`,
  17: `UPDATE project_revisions SET edit = 'changeGain', name = 'Dry' WHERE project_id = 'proj_1';`,
  18: `UPDATE recordings SET metadata = '{"composer":"Haydn"}' WHERE id = 'rec_1';`,
  19: `UPDATE separations SET undeclared = '[{"instrument":"horn","share":0.03}]' WHERE id = 'sep_1';`,
  20: `UPDATE jobs SET priority = -10 WHERE id = 'job_1';`,
  21: `INSERT INTO studies VALUES ('study_1', 1, '2026-01-01', '2026-01-01', NULL);
      INSERT INTO study_revisions VALUES ('study_1', 1, '{}', '2026-01-01', NULL);
      INSERT INTO study_sessions (id, study_id, number, token, seed, revision, screens, created_at)
        VALUES ('run_1', 'study_1', 1, 'secret', 7, 1, 12, '2026-01-01');
      INSERT INTO study_answers VALUES ('run_1', 't1', '{}', '{}', 1, '2026-01-01');`,
  22: `UPDATE projects SET opened_at = '2026-01-02' WHERE id = 'proj_1';`,
  23: `UPDATE recordings SET title = 'Trio No. 3' WHERE id = 'rec_1';`,
  24: `UPDATE recordings SET cover = 'a.jpg' WHERE id = 'rec_1';`,
  25: `UPDATE separations SET effort = 'fast' WHERE id = 'sep_1';`,
  26: `UPDATE recording_sets SET players = 'viola';`,
  27: `UPDATE sidecars SET written = revision WHERE id = 'study_1';`,
  28: `INSERT INTO batches VALUES (1, '{}', 'running', NULL, '2026-01-01');
      INSERT INTO batch_files VALUES (0, '/a.wav', '{}', NULL);`,
  29: `UPDATE stems SET label = 'Viola 1' WHERE id = 'stem_1';`,
  30: `UPDATE recordings SET source_path = '/music/trio.wav' WHERE id = 'rec_1';`,
};

function fill(database: Database, version: number): void {
  const sql = CONTENTS[version];
  if (sql === undefined) throw new Error(`migration ${version} goes unexercised: give it contents here`);
  database.exec(sql);
}

const counts = (database: Database): Record<string, number> => {
  const tables = [
    'recordings',
    'players',
    'separations',
    'stems',
    'projects',
    'project_revisions',
    'jobs',
    'settings',
    'analyses',
    'excerpts',
    'tags',
    'item_tags',
    'quality',
    'adaptations',
    'tombstones',
    'note_revisions',
    'scores',
    'stem_versions',
  ];
  return Object.fromEntries(
    tables.map((table) => [table, Number(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get())]),
  );
};

describe('migrations', () => {
  it('are numbered from 1 without gaps', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  it('each carry along what was there before', () => {
    const database = new BetterSqlite(':memory:');
    database.pragma('foreign_keys = ON');
    for (const migration of MIGRATIONS) {
      expect(migrate(database, MIGRATIONS.slice(0, migration.version))).toEqual([migration.version]);
      expect(versionOf(database)).toBe(migration.version);
      fill(database, migration.version);
      expect(database.pragma('foreign_key_check')).toEqual([]);
    }
    expect(Object.values(counts(database)).every((count) => count === 1)).toBe(true);
    expect(migrate(database)).toEqual([]);
  });

  it('that make the table of projects again keep their revisions and the jobs that name them', () => {
    const database = new BetterSqlite(':memory:');
    database.pragma('foreign_keys = ON');
    for (const migration of MIGRATIONS.slice(0, 21)) {
      migrate(database, MIGRATIONS.slice(0, migration.version));
      fill(database, migration.version);
    }
    database.exec(`UPDATE jobs SET project_id = 'proj_1'`);
    migrate(database, MIGRATIONS.slice(0, 22));
    const all = (sql: string): unknown => database.prepare(sql).all();
    expect(all('SELECT project_id FROM jobs')).toEqual([{ project_id: 'proj_1' }]);
    expect(all('SELECT project_id, revision, edit, name FROM project_revisions')).toEqual([
      { project_id: 'proj_1', revision: 1, edit: 'changeGain', name: 'Dry' },
    ]);
    database.exec(
      `INSERT INTO projects (id, separation_id, revision, updated_at) VALUES ('proj_2', 'sep_1', 1, 'x')`,
    );
    expect(all(`SELECT count(*) AS n FROM projects WHERE separation_id = 'sep_1'`)).toEqual([{ n: 2 }]);
    expect(all(`SELECT count(*) AS n FROM sidecars WHERE id = 'sep_1'`)).toEqual([{ n: 1 }]);
    expect(database.pragma('foreign_key_check')).toEqual([]);
  });

  it('that say words once keep what is found, and which sidecars lag behind', () => {
    const database = new BetterSqlite(':memory:');
    for (const { version } of MIGRATIONS.slice(0, 28)) {
      migrate(database, MIGRATIONS.slice(0, version));
      fill(database, version);
    }
    const all = (sql: string): unknown => database.prepare(sql).all();
    const sidecars = all('SELECT * FROM sidecars ORDER BY id');
    const found = () =>
      ['recording_texts', 'part_texts'].flatMap((texts) =>
        ['viola', 'trio', 'haydn', '{instruments} : viola', '{name instruments} : "viola"'].map((words) =>
          all(`SELECT rowid FROM ${texts} WHERE ${texts} MATCH '${words}' ORDER BY rowid`),
        ),
      );
    const before = found();
    expect(before.flat().length).toBeGreaterThan(0);
    migrate(database);
    expect(found()).toEqual(before);
    expect(all('SELECT * FROM sidecars ORDER BY id')).toEqual(sidecars);
  });

  it('leave the step before where one fails', () => {
    const database = new BetterSqlite(':memory:');
    const broken: Migration = {
      version: LATEST_VERSION + 1,
      sql: 'CREATE TABLE half (x); INSERT INTO nowhere VALUES (1);',
    };
    expect(() => migrate(database, [...MIGRATIONS, broken])).toThrow(/nowhere/);
    expect(versionOf(database)).toBe(LATEST_VERSION);
    expect(database.prepare(`SELECT count(*) FROM sqlite_master WHERE name = 'half'`).pluck().get()).toBe(0);
  });

  it('refuse a database that a newer Divisi wrote, untouched', () => {
    const database = new BetterSqlite(':memory:');
    database.pragma(`user_version = ${LATEST_VERSION + 1}`);
    expect(() => migrate(database)).toThrow(expect.objectContaining({ code: 'library/newer' }));
    expect(database.prepare('SELECT count(*) FROM sqlite_master').pluck().get()).toBe(0);
  });

  it('let a removed recording take everything along but its jobs, and what models learnt of it', () => {
    const database = new BetterSqlite(':memory:');
    database.pragma('foreign_keys = ON');
    migrate(database);
    for (const { version } of MIGRATIONS) fill(database, version);
    database.exec(`DELETE FROM recordings WHERE id = 'rec_1'`);
    expect(counts(database)).toEqual({
      recordings: 0,
      players: 0,
      separations: 0,
      stems: 0,
      projects: 0,
      project_revisions: 0,
      jobs: 1,
      settings: 1,
      analyses: 0,
      excerpts: 0,
      tags: 0,
      item_tags: 0,
      quality: 0,
      adaptations: 1,
      tombstones: 1,
      note_revisions: 0,
      scores: 0,
      stem_versions: 0,
    });
    expect(database.prepare('SELECT recording_id FROM jobs').pluck().get()).toBeNull();
  });

  it('names no folder for what was uploaded by an earlier version', () => {
    const database = new BetterSqlite(':memory:');
    migrate(database, MIGRATIONS.slice(0, 29));
    const folder = '23526baa8c31819380267b6d';
    const paths = [
      `/home/me/library/serve/uploads/${folder}/trio.wav`,
      `C:\\library\\serve\\uploads\\${folder}\\trio.wav`,
      '/home/me/uploads/trio.wav',
    ];
    const insert = database.prepare(
      `INSERT INTO recordings (id, title, file_name, state, storage, is_demo, imported_at, source_path, source_bytes, source_mtime_ms)
       VALUES (?, 'Trio', 'trio.wav', 'ready', 'copy', 0, '2026-01-01', ?, 1, 1.0)`,
    );
    for (const [index, path] of paths.entries()) insert.run(`rec_${index}`, path);
    migrate(database);
    const list = (sql: string): unknown => database.prepare(sql).pluck().all();
    expect(list('SELECT source_path FROM recordings ORDER BY id')).toEqual([
      'trio.wav',
      'trio.wav',
      '/home/me/uploads/trio.wav',
    ]);
    expect(list('SELECT folder FROM recording_facts ORDER BY recording_id')).toEqual([
      '',
      '',
      '/home/me/uploads',
    ]);
  });
});

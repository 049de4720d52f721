import { readQuery } from '../../../../../src-shared/search/read-query.ts';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deleteExcerpt, excerptsOf, renameExcerpt } from '../../../../../src-main/library/rows/excerpts.ts';
import { excerptItemsOf, getItem } from '../../../../../src-main/library/rows/items.ts';
import { rankedSql, searchItems } from '../../../../../src-main/library/search/find-items.ts';
import {
  deleteRecording,
  insertRecording,
  renameRecording,
  setMetadata,
  setPlayers,
} from '../../../../../src-main/library/rows/recordings.ts';
import { NO_METADATA } from '../../../../../src-shared/contract/metadata.ts';
import { deleteSeparation } from '../../../../../src-main/library/rows/separations.ts';
import { ensembleOf } from '../../../../../src-shared/project/players.ts';
import { migrate, MIGRATIONS } from '../../../../../src-main/library/migrations/index.ts';
import { tempDir } from '../../../../support/temp.ts';
import { addExcerpt, addRecording, addStems, addVector, direction } from '../item-fixture.ts';
import { aRecording, openTestLibrary } from '../open-test-library.ts';

const rowsOf = (db: Awaited<ReturnType<typeof openTestLibrary>>['write'], table: string): number =>
  db.get(`SELECT count(*) AS n FROM ${table}`, z.object({ n: z.number() }))?.n ?? -1;

describe('items', () => {
  it('are recordings, stems and excerpts, each with where it sounds', async () => {
    const { write } = await openTestLibrary();
    const recordingId = addRecording(write, 'Trio', ['violin', 'violin', 'cello']);
    const { separationId, stemIds } = addStems(write, recordingId, ['violin', 'cello']);
    const [violin] = stemIds;
    if (violin === undefined) throw new Error('no stems');
    const ofRecording = addExcerpt(write, recordingId, 'Opening', { from: 10, to: 20 });
    const ofStem = addExcerpt(write, recordingId, 'Solo', { stemId: violin, from: 5, to: 50 });
    const common = { recordingId, recordingTitle: 'Trio', fileName: 'trio.wav', tags: [], vector: 'waiting' };
    expect(getItem(write, recordingId)).toMatchObject({
      ...common,
      kind: 'recording',
      title: 'Trio',
      separationId: null,
      stemId: null,
      instruments: ['violin', 'cello'],
      audioId: recordingId,
      from: 0,
      to: 441_000,
      sampleRate: 44_100,
      channels: 2,
    });
    expect(getItem(write, violin)).toMatchObject({
      ...common,
      kind: 'stem',
      title: 'Violin',
      separationId,
      stemId: violin,
      instruments: ['violin'],
      audioId: violin,
      from: 0,
      to: 441_000,
    });
    expect(getItem(write, ofRecording)).toMatchObject({
      ...common,
      kind: 'excerpt',
      title: 'Opening',
      stemId: null,
      instruments: [],
      audioId: recordingId,
      from: 10,
      to: 20,
    });
    expect(getItem(write, ofStem)).toMatchObject({
      stemId: violin,
      instruments: ['violin'],
      audioId: violin,
    });
    expect(excerptItemsOf(write, recordingId).map(({ title }) => title)).toEqual(['Solo', 'Opening']);
    expect(excerptsOf(write, recordingId).map(({ id }) => id)).toEqual([ofStem, ofRecording]);
  });

  it('are not there while the recording is being read', async () => {
    const { write } = await openTestLibrary();
    const recording = aRecording();
    insertRecording(write, recording);
    expect(getItem(write, recording.id)).toBeNull();
    expect(searchItems(write, readQuery(''), {}, 10)).toEqual([]);
  });

  it('go with what they stand for, and leave nothing behind', async () => {
    const { write } = await openTestLibrary();
    const recordingId = addRecording(write, 'Trio', ['violin']);
    const { separationId, stemIds } = addStems(write, recordingId, ['violin']);
    addExcerpt(write, recordingId, 'Opening');
    const [stemId] = stemIds;
    if (stemId === undefined) throw new Error('no stem');
    addExcerpt(write, recordingId, 'Solo', { stemId });
    expect(rowsOf(write, 'items')).toBe(4);
    deleteSeparation(write, separationId);
    expect(searchItems(write, readQuery(''), {}, 10).map(({ title }) => title)).toEqual(['Trio', 'Opening']);
    deleteRecording(write, recordingId);
    for (const table of ['items', 'excerpts']) expect(rowsOf(write, table)).toBe(0);
    for (const table of ['recording_texts', 'part_texts', 'recording_facts', 'stem_quality']) {
      expect(write.all(`SELECT rowid FROM ${table}`, z.unknown())).toEqual([]);
    }
  });
});

describe('a library from before there were items', () => {
  it('has them, with their words, once it is opened', async () => {
    const root = tempDir();
    const old = new BetterSqlite(join(root, 'library.sqlite'));
    migrate(old, MIGRATIONS.slice(0, 4));
    old.exec(`
      INSERT INTO recordings (id, title, file_name, state, storage, is_demo, imported_at, source_path, source_bytes,
          source_mtime_ms, sample_rate, channels, frames)
        VALUES ('rec_0123456789abcdef', 'Trio in C', 'trio.wav', 'ready', 'copy', 0, '2026', '/a.wav', 1, 1.0, 44100, 2, 9);
      INSERT INTO players VALUES ('rec_0123456789abcdef', 0, 'viola', 'viola', 'Viola');
      INSERT INTO separations (id, recording_id, model_id, model_version, players, from_sample, to_sample, state, created_at)
        VALUES ('sep_0123456789abcdef', 'rec_0123456789abcdef', 'm', '1', '[]', 0, 9, 'ready', '2026');
      INSERT INTO stems VALUES ('stem_0123456789abcdef', 'sep_0123456789abcdef', 0, 'viola', 'Viola', 'viola', 0, 2, 9,
        44100, 'stems/x.wav', NULL);`);
    old.close();
    const { write, vectors } = await openTestLibrary(root);
    expect(
      searchItems(write, readQuery('viola trio'), {}, 10)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['rec_0123456789abcdef', 'stem_0123456789abcdef']);
    addVector(write, 'stem_0123456789abcdef' as never, direction(1));
    const query = { weightsSha256: 'w1', notItem: null, notRecording: null, limit: 5, vector: direction(1) };
    expect(vectors.nearest({ ...query, filter: { instrument: 'viola' } })).toHaveLength(1);
    deleteRecording(write, 'rec_0123456789abcdef' as never);
    expect([rowsOf(write, 'items'), vectors.nearest({ ...query, filter: {} })]).toEqual([0, []]);
  });
});

describe('the search', () => {
  it('finds by title, instrument, label, excerpt and file, in any order, whatever the accents', async () => {
    const { write } = await openTestLibrary();
    const dvorak = addRecording(write, 'Dvořák Quartet', ['violin', 'double-bass']);
    const other = addRecording(write, 'Sakura', ['flute']);
    const { stemIds } = addStems(write, dvorak, ['violin', 'violin', 'double-bass']);
    const excerpt = addExcerpt(write, other, 'Cadenza');
    const found = (text: string) => searchItems(write, readQuery(text), {}, 50).map(({ id }) => id);
    expect(found('dvorak')).toHaveLength(4);
    expect(found('bass DVOŘ')).toEqual([dvorak, stemIds[2]]);
    expect(found('violin 2')).toEqual([stemIds[1]]);
    expect(found('cadenz')).toEqual([excerpt]);
    expect(found('sakura.wav')).toEqual([other]);
    expect(found('cadenza dvorak')).toEqual([]);
    expect(found('"* XQ (')).toEqual([]);
    expect(found('title:NEAR(dvorak) XQ')).toEqual([]);
    expect(found('  ')).toHaveLength(6);
    renameRecording(write, dvorak, 'American');
    renameExcerpt(write, excerpt, 'Coda');
    setPlayers(write, other, ensembleOf(['oboe']));
    expect(found('dvorak')).toEqual([dvorak]);
    expect(found('americ')).toHaveLength(4);
    expect([found('cadenza'), found('coda')]).toEqual([[], [excerpt]]);
    expect([found('flute'), found('oboe')]).toEqual([[], [other]]);
    deleteExcerpt(write, excerpt);
    expect(found('coda')).toEqual([]);
  });

  it('is narrowed by kind and instrument, and limited', async () => {
    const { write } = await openTestLibrary();
    const trio = addRecording(write, 'Trio', ['violin', 'viola', 'cello']);
    const { stemIds } = addStems(write, trio, ['violin', 'viola', 'cello']);
    addRecording(write, 'Solo', ['flute']);
    const ids = (filter: Parameters<typeof searchItems>[2], text = '', limit = 50) =>
      searchItems(write, readQuery(text), filter, limit).map(({ id }) => id);
    expect(ids({ instrument: 'viola' })).toEqual([trio, stemIds[1]]);
    expect(ids({ instrument: 'viola', kinds: ['stem'] })).toEqual([stemIds[1]]);
    expect(ids({ kinds: ['recording'] }, 'trio')).toEqual([trio]);
    expect(ids({ kinds: [] })).toEqual([]);
    expect(ids({}, '', 2)).toHaveLength(2);
  });

  it('finds words inside words and in texts without spaces, however short', async () => {
    const { write } = await openTestLibrary();
    const japanese = addRecording(write, '武満 徹：弦楽四重奏曲');
    const english = addRecording(write, 'A string quartet');
    const dutch = addRecording(write, 'Strijkkwartet');
    const found = (text: string) => searchItems(write, readQuery(text), {}, 50).map(({ id }) => id);
    for (const text of ['四重奏', '重奏', '曲', '徹', '武満 奏曲', '弦楽四重奏曲']) {
      expect(found(text), text).toEqual([japanese]);
    }
    expect(found('uart')).toEqual([english]);
    expect(new Set(found('RT'))).toEqual(new Set([english, dutch]));
    expect(found('kk et')).toEqual([dutch]);
    expect(found('zz')).toEqual([]);
    expect(found('奏四')).toEqual([]);
  });

  it('finds a recording and its stems by who wrote and who plays the music', async () => {
    const { write } = await openTestLibrary();
    const quartet = addRecording(write, 'Opus 12');
    const { stemIds } = addStems(write, quartet, ['cello']);
    setMetadata(write, quartet, { ...NO_METADATA, composer: 'Dvořák', venue: 'Rudolfinum' });
    const found = (text: string) => searchItems(write, readQuery(text), {}, 50).map(({ id }) => id);
    expect(found('dvorak rudolf')).toEqual([quartet, ...stemIds]);
    setMetadata(write, quartet, NO_METADATA);
    expect(found('dvorak')).toEqual([]);
  });

  it('names recordings first and rests last', async () => {
    const { write } = await openTestLibrary();
    const trio = addRecording(write, 'Trio', ['violin']);
    const { stemIds } = addStems(write, trio, ['violin', 'viola']);
    write.run('UPDATE stems SET is_rest = 1, instrument = NULL WHERE id = $id', { id: stemIds[0] ?? '' });
    expect(searchItems(write, readQuery('trio'), {}, 50).map(({ id }) => id)).toEqual([
      trio,
      stemIds[1],
      stemIds[0],
    ]);
  });

  it('gives the newest recordings first where a word is in most of the library', async () => {
    const { write } = await openTestLibrary();
    const ids = write.transaction(() =>
      Array.from({ length: 2100 }, (_, n) => addRecording(write, `Take ${n}`)),
    );
    const last = ids.at(-1);
    if (last === undefined) throw new Error('no recording');
    const { stemIds } = addStems(write, last, ['oboe', 'horn']);
    const newest = ids.toReversed();
    expect(searchItems(write, readQuery('take'), {}, 3).map(({ id }) => id)).toEqual(newest.slice(0, 3));
    expect(searchItems(write, readQuery('take'), { instrument: 'horn' }, 3).map(({ id }) => id)).toEqual([
      stemIds[1],
    ]);
    expect(searchItems(write, readQuery('take 17'), {}, 50).map(({ title }) => title)).toContain('Take 1017');
    const all = searchItems(write, readQuery('take'), {}, 5000).map(({ id }) => id);
    expect(all).toEqual([...newest, ...stemIds.toReversed()]);
  });

  it('reads through the index of words', async () => {
    const { read } = await openTestLibrary();
    const sql = rankedSql('parts', { texts: 'part_texts', conditions: [] });
    const plan = read
      .all(`EXPLAIN QUERY PLAN ${sql}`, z.object({ detail: z.string() }), { match: '"trio"', limit: 10 })
      .map(({ detail }) => detail)
      .join('\n');
    expect(plan).toContain('SCAN w VIRTUAL TABLE INDEX');
    expect(plan).toContain('SEARCH i USING INTEGER PRIMARY KEY');
    expect(plan).not.toMatch(/SCAN [irt]\b/);
  });
});

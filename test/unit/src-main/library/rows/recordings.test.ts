import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ReadableDatabase } from '../../../../../src-main/library/database.ts';
import {
  deleteRecording,
  getRecording,
  insertRecording,
  listRecordings,
  RECORDINGS_NEWEST_FIRST,
  setOpened,
  setPlayers,
  setReady,
} from '../../../../../src-main/library/rows/recordings.ts';
import {
  SEPARATIONS_OF_RECORDING,
  STEMS_OF_SEPARATION,
} from '../../../../../src-main/library/rows/separations.ts';
import { JOBS_IN_STATE } from '../../../../../src-main/library/rows/jobs.ts';
import { ensembleOf } from '../../../../../src-shared/project/players.ts';
import { aRecording, openTestLibrary } from '../open-test-library.ts';

const audio = {
  format: 'wav',
  sampleFormat: 's24',
  sampleRate: 48_000,
  channels: 2,
  frames: 96_000,
} as const;

function plan(db: ReadableDatabase, sql: string, params: Record<string, string> = {}): string[] {
  return db
    .all(`EXPLAIN QUERY PLAN ${sql}`, z.object({ detail: z.string() }), params)
    .map(({ detail }) => detail);
}

describe('recordings', () => {
  it('go from importing to ready with what reading them told', async () => {
    const { write } = await openTestLibrary();
    const recording = aRecording({ players: ensembleOf(['violin', 'violin', 'cello']) });
    insertRecording(write, recording);
    expect(getRecording(write, recording.id)).toMatchObject({
      state: 'importing',
      format: null,
      frames: null,
    });
    setOpened(write, recording.id, { ...audio, frames: null });
    expect(getRecording(write, recording.id)).toMatchObject({
      state: 'importing',
      sampleRate: 48_000,
      frames: null,
    });
    setReady(write, recording.id, {
      ...audio,
      sha256: 'a'.repeat(64),
      audioPath: '/music/trio.wav',
      channelMap: [2, 5],
      notes: ['silent'],
    });
    expect(getRecording(write, recording.id)).toMatchObject({
      ...audio,
      state: 'ready',
      channelMap: [2, 5],
      notes: ['silent'],
      sourceMtimeMs: 1000.5,
      players: recording.players,
    });
  });

  it('keep their players in order, and forget them with themselves', async () => {
    const { write } = await openTestLibrary();
    const recording = aRecording();
    insertRecording(write, recording);
    setPlayers(write, recording.id, ensembleOf(['cello', 'flute']));
    setPlayers(write, recording.id, ensembleOf(['viola', 'piano', 'flute']));
    expect(listRecordings(write)[0]?.players.map(({ id }) => id)).toEqual(['viola', 'piano', 'flute']);
    deleteRecording(write, recording.id);
    expect(write.get('SELECT count(*) AS n FROM players', z.object({ n: z.number() }))?.n).toBe(0);
  });

  it('do not compile when written through a reader', async () => {
    const { read } = await openTestLibrary();
    // @ts-expect-error a ReadableDatabase is no WritableDatabase
    const misuse = (): void => insertRecording(read, aRecording());
    expect(misuse).toBeTypeOf('function');
  });
});

describe('query plans', () => {
  it('read the lists through their indexes', async () => {
    const { read } = await openTestLibrary();
    // Every recording is read and then sorted; what is looked up for each goes through an index.
    const [scan, ...lookups] = plan(read, RECORDINGS_NEWEST_FIRST);
    expect(scan).toContain('SCAN r');
    expect(lookups.filter((step) => step.startsWith('SCAN'))).toEqual([]);
    const separations = plan(read, SEPARATIONS_OF_RECORDING, { recordingId: 'x' }).join('\n');
    expect(separations).toContain('SEARCH s USING INDEX separations_of_recording');
    expect(separations).not.toContain('SCAN');
    expect(separations).not.toContain('TEMP B-TREE');
    const stems = plan(read, STEMS_OF_SEPARATION, { separationId: 'x' }).join('\n');
    expect(stems).toContain('SEARCH t USING INDEX');
    expect(stems).not.toContain('TEMP B-TREE');
    const jobs = plan(read, JOBS_IN_STATE, { state: 'queued' }).join('\n');
    expect(jobs).toContain('SEARCH jobs USING INDEX jobs_by_state');
    expect(jobs).not.toContain('TEMP B-TREE');
  });
});

describe('a row of a recording', () => {
  const ready = {
    ...audio,
    sha256: 'a'.repeat(64),
    audioPath: 'audio/trio.wav',
    channelMap: [0, 1],
    notes: [],
  };
  /** What reading the source fills, by the name of its column. */
  const COLUMNS = {
    format: 'format',
    sample_format: 'sampleFormat',
    sample_rate: 'sampleRate',
    channels: 'channels',
    frames: 'frames',
    audio_path: 'audioPath',
    channel_map: 'channelMap',
  } as const;

  it('has all of its audio where the recording is ready, or is named as damaged', async () => {
    const { write } = await openTestLibrary();
    const whole = aRecording();
    const torn = aRecording();
    for (const { id } of [whole, torn]) {
      insertRecording(write, { ...aRecording(), id });
      setReady(write, id, ready);
    }
    for (const [column, field] of Object.entries(COLUMNS)) {
      write.run(`UPDATE recordings SET ${column} = NULL WHERE id = $id`, { id: torn.id });
      expect(() => getRecording(write, torn.id)).toThrow(
        `${field}: missing, although the recording is ready`,
      );
      expect(listRecordings(write).map(({ id }) => id)).toEqual([whole.id]);
      setReady(write, torn.id, ready);
      expect(getRecording(write, torn.id)).toMatchObject({ state: 'ready', ...audio });
    }
    expect(write.damagedRows).toBe(Object.keys(COLUMNS).length);
  });

  it('may lack any part of its audio until then', async () => {
    const { write } = await openTestLibrary();
    const { id } = aRecording();
    insertRecording(write, { ...aRecording(), id });
    setReady(write, id, ready);
    fc.assert(
      fc.property(
        fc.constantFrom('importing', 'failed'),
        fc.subarray(Object.keys(COLUMNS) as (keyof typeof COLUMNS)[], { minLength: 1 }),
        (state, missing) => {
          setReady(write, id, ready);
          const nulls = missing.map((column) => `, ${column} = NULL`).join('');
          write.run(`UPDATE recordings SET state = $state${nulls} WHERE id = $id`, { id, state });
          const row = getRecording(write, id);
          expect(row).toMatchObject({ state });
          for (const column of missing) expect(row?.[COLUMNS[column]]).toBeNull();
        },
      ),
      { seed: 14, numRuns: 30 },
    );
  });
});

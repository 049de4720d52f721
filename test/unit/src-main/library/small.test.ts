import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { asFailure, SLOW_QUERY_MS } from '../../../../src-main/library/database.ts';
import {
  fromStoredPath,
  libraryFolder,
  liesUnder,
  toStoredPath,
} from '../../../../src-main/library/folder.ts';
import { openLibrary } from '../../../../src-main/library/open.ts';
import { DiskReserve } from '../../../../src-main/library/reserve.ts';
import {
  DEFAULT_SETTINGS,
  getSettings,
  getSpeed,
  saveSettings,
  setSpeed,
} from '../../../../src-main/library/rows/settings.ts';
import { openTestLibrary } from './open-test-library.ts';
import { tempDir } from '../../../support/temp.ts';

const M = { id: 'm', version: '1.0.0' };

describe('paths', () => {
  it('are stored relative inside the library and absolute outside', () => {
    const folder = libraryFolder('/data/divisi');
    const inside = join(folder.stems, 'sep_1', 'viola.wav');
    expect(toStoredPath(folder, inside)).toBe('stems/sep_1/viola.wav');
    expect(fromStoredPath(folder, 'stems/sep_1/viola.wav')).toBe(inside);
    expect(toStoredPath(folder, '/data/divisi-2/a.wav')).toBe('/data/divisi-2/a.wav');
    expect(fromStoredPath(folder, '/music/a.wav')).toBe('/music/a.wav');
  });

  it('lie under a folder only by whole names', () => {
    expect(liesUnder('/a/b', '/a/b/c')).toBe(true);
    expect(liesUnder('/a/b', '/a/b')).toBe(true);
    expect(liesUnder('/a/b', '/a/b/..c')).toBe(true);
    expect(liesUnder('/a/b', '/a/bc')).toBe(false);
    expect(liesUnder('/a/b', '/a')).toBe(false);
  });
});

describe('settings', () => {
  it('are the defaults until saved, and change one by one', async () => {
    const { write } = await openTestLibrary();
    expect(getSettings(write)).toEqual(DEFAULT_SETTINGS);
    expect(saveSettings(write, { theme: 'dark', importMode: undefined })).toEqual({
      ...DEFAULT_SETTINGS,
      theme: 'dark',
    });
    saveSettings(write, { importMode: 'copy' });
    expect(getSettings(write)).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark', importMode: 'copy' });
  });

  it('remember how fast a model was', async () => {
    const { write } = await openTestLibrary();
    expect(getSpeed(write, M)).toBeNull();
    setSpeed(write, M, 0.25);
    expect(getSpeed(write, M)).toBe(0.25);
    expect(getSpeed(write, { ...M, version: '2.0.0' })).toBeNull();
  });
});

describe('the database', () => {
  it('logs a query that holds up the thread', async () => {
    const warn = vi.fn<(message: string, details?: unknown) => void>();
    const log = { info: () => {}, warn, error: () => {} };
    const library = await openLibrary(tempDir(), { log, access: 'write' });
    warn.mockClear();
    vi.spyOn(performance, 'now')
      .mockReturnValueOnce(0)
      .mockReturnValueOnce(SLOW_QUERY_MS + 1);
    onTestFinished(() => void vi.restoreAllMocks());
    library.read.get('SELECT 1 AS i', z.object({ i: z.literal(1) }));
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/^slow query, \d+ ms$/), expect.anything());
    library.close();
  });

  it('undoes a transaction that throws', async () => {
    const { write } = await openTestLibrary();
    expect(() =>
      write.transaction(() => {
        setSpeed(write, M, 1);
        throw new Error('changed my mind');
      }),
    ).toThrow('changed my mind');
    expect(getSpeed(write, M)).toBeNull();
  });

  it('does not hand out a row that is not what was promised', async () => {
    const { write } = await openTestLibrary();
    expect(() => write.get(`SELECT 'text' AS n`, z.object({ n: z.number() }))).toThrow(
      expect.objectContaining({ code: 'library/damaged', cause: expect.any(z.ZodError) as unknown }),
    );
  });
});

describe('what SQLite says', () => {
  it.each([
    ['SQLITE_FULL', 'disk/full'],
    ['SQLITE_CORRUPT_VTAB', 'library/damaged'],
    ['SQLITE_NOTADB', 'library/damaged'],
    ['SQLITE_READONLY_DBMOVED', 'library/read-only'],
    ['SQLITE_BUSY_SNAPSHOT', 'library/locked'],
    ['SQLITE_CANTOPEN', 'disk/unwritable'],
    ['SQLITE_IOERR_WRITE', 'disk/unwritable'],
  ])('%s is a failure that can be acted on: %s', (sqlite, code) => {
    const error = new BetterSqlite.SqliteError('said SQLite', sqlite);
    expect(asFailure(error)).toMatchObject({ code, cause: error });
  });

  it('is a bug where nobody can act on it', () => {
    const error = new BetterSqlite.SqliteError('NOT NULL constraint failed', 'SQLITE_CONSTRAINT_NOTNULL');
    expect(asFailure(error)).toBe(error);
  });
});

describe('the reserve', () => {
  it('is given up once, and set aside again', () => {
    const path = join(tempDir(), 'library.reserve');
    const reserve = new DiskReserve(path);
    expect(reserve.release()).toBe(false);
    reserve.keep();
    expect(statSync(path).size).toBeGreaterThan(2 ** 20);
    expect(reserve.release()).toBe(true);
    expect(existsSync(path)).toBe(false);
    expect(reserve.release()).toBe(false);
    reserve.keep();
    expect(existsSync(path)).toBe(true);
  });

  it('fails nothing where the folder is away: what was written before it is committed', () => {
    const reserve = new DiskReserve(join(tempDir(), 'away', 'library.reserve'));
    expect(() => reserve.keep()).not.toThrow();
    expect(reserve.release()).toBe(false);
  });
});

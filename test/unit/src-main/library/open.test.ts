import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readdirSync, writeFileSync, writeSync, closeSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { LATEST_VERSION, migrate, MIGRATIONS } from '../../../../src-main/library/migrations/index.ts';
import { openLibrary } from '../../../../src-main/library/open.ts';
import { insertRecording, listRecordings } from '../../../../src-main/library/rows/recordings.ts';
import { aRecording, openTestLibrary } from './open-test-library.ts';
import { tempDir } from '../../../support/temp.ts';

const open = (root: string, access: 'write' | 'read' | 'read-if-locked' = 'write') =>
  openLibrary(root, { log: silentLog, access });

const code = (value: string) => expect.objectContaining({ code: value });

describe('openLibrary', () => {
  it('makes a library where there is none and finds it again', async () => {
    const root = join(tempDir(), 'new', 'ライブラリ 🎻');
    const first = await openTestLibrary(root);
    expect(readdirSync(root)).toEqual(expect.arrayContaining(['audio', 'backups', 'peaks', 'stems']));
    insertRecording(first.write, aRecording({ title: 'Found again' }));
    first.close();
    const second = await open(root);
    expect(listRecordings(second.read).map(({ title }) => title)).toEqual(['Found again']);
    second.close();
  });

  it('has one writer: the second is refused with the pid of the first, or only reads', async () => {
    const first = await openTestLibrary();
    const { root } = first.folder;
    insertRecording(first.write, aRecording());
    await expect(open(root)).rejects.toEqual(code('library/locked'));
    await expect(open(root)).rejects.toThrow(`process ${process.pid}`);
    for (const access of ['read-if-locked', 'read'] as const) {
      const reader = await open(root, access);
      expect(reader.write).toBeNull();
      expect(listRecordings(reader.read)).toHaveLength(1);
      reader.close();
    }
    first.close();
    const next = await open(root, 'read-if-locked');
    expect(next.write).not.toBeNull();
    next.close();
  });

  it('reads nothing where nothing is', async () => {
    await expect(open(join(tempDir(), 'none'), 'read')).rejects.toEqual(code('library/not-found'));
  });

  it('is free again as soon as a program that held it was killed', async () => {
    const root = tempDir();
    const child = fork(fileURLToPath(new URL('./hold-library.ts', import.meta.url)), [root], {
      execArgv: [],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [message] = (await once(child, 'message')) as unknown[];
    expect(message).toBe('open');
    await expect(open(root)).rejects.toThrow(`process ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const library = await open(root);
    expect(listRecordings(library.read)).toHaveLength(1);
    library.close();
  });

  it('backs an older database up before it migrates', async () => {
    const root = tempDir();
    const old = new BetterSqlite(join(root, 'library.sqlite'));
    migrate(old, MIGRATIONS.slice(0, LATEST_VERSION - 1));
    old.close();
    const library = await openTestLibrary(root);
    const backups = readdirSync(library.folder.backups);
    expect(backups).toHaveLength(1);
    const copy = new BetterSqlite(join(library.folder.backups, backups[0] ?? ''), { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(LATEST_VERSION - 1);
    copy.close();
  });

  it('refuses a newer library and leaves it as it is', async () => {
    const root = tempDir();
    const newer = new BetterSqlite(join(root, 'library.sqlite'));
    newer.pragma('user_version = 99');
    newer.close();
    await expect(open(root)).rejects.toEqual(code('library/newer'));
    await expect(open(root, 'read')).rejects.toEqual(code('library/newer'));
    expect(existsSync(join(root, 'library.lock.json'))).toBe(false);
  });

  it('says what to do about a file that is no database', async () => {
    const root = tempDir();
    writeFileSync(
      join(root, 'library.sqlite'),
      'not a database, but long enough to be looked at'.repeat(100),
    );
    await expect(open(root)).rejects.toEqual(code('library/damaged'));
    await expect(open(root)).rejects.toThrow('restore a backup');
  });

  it('finds pages that were overwritten', async () => {
    const library = await openTestLibrary();
    for (let index = 0; index < 300; index += 1) {
      insertRecording(library.write, aRecording({ title: `Recording ${index} ${'x'.repeat(100)}` }));
    }
    library.close();
    const { database, root } = library.folder;
    const file = openSync(database, 'r+');
    const half = Math.floor(statSync(database).size / 8192) * 4096;
    for (let at = 8192; at < half; at += 4096) writeSync(file, Buffer.alloc(4096, 0x5a), 0, 4096, at);
    closeSync(file);
    await expect(open(root)).rejects.toEqual(code('library/damaged'));
  });

  it('says that a folder can not be written to', async () => {
    const file = join(tempDir(), 'a-file');
    writeFileSync(file, '');
    await expect(open(join(file, 'library'))).rejects.toEqual(code('disk/unwritable'));
  });
});

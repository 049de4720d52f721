import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { backupName, unfinishedName } from '../../../../../src-main/library/backup/backup-names.ts';
import { Backups, type CheckDatabase } from '../../../../../src-main/library/backup/backups.ts';
import { checkDatabase } from '../../../../../src-main/library/integrity.ts';
import { silentLog } from '../../../../../src-main/library/log/log.ts';
import { openLibrary } from '../../../../../src-main/library/open.ts';
import { insertRecording } from '../../../../../src-main/library/rows/recordings.ts';
import { aRecording, openTestLibrary } from '../open-test-library.ts';

const check: CheckDatabase = (input) => Promise.resolve(checkDatabase(input));

async function libraryWithBackups() {
  const library = await openTestLibrary();
  insertRecording(library.write, aRecording({ title: 'Backed up' }));
  if (library.backups === null) throw new Error('a library that can be written has backups');
  return { ...library, backups: library.backups };
}

describe('Backups', () => {
  it('writes a single whole file that holds what was in the library', async () => {
    const { backups, folder } = await libraryWithBackups();
    const made = await backups.create(check);
    expect(readdirSync(folder.backups)).toEqual([made.name]);
    expect(made.bytes).toBe(statSync(join(folder.backups, made.name)).size);
    const copy = new BetterSqlite(join(folder.backups, made.name), { readonly: true });
    expect(copy.prepare('SELECT title FROM recordings').pluck().all()).toEqual(['Backed up']);
    expect(copy.pragma('journal_mode', { simple: true })).toBe('delete');
    copy.close();
    expect(backups.list()).toEqual([made]);
  });

  it('keeps no copy that does not pass the check, and leaves nothing of it', async () => {
    const { backups, folder } = await libraryWithBackups();
    const failing: CheckDatabase = () =>
      Promise.resolve({ problems: ['Tree 5 page 3: btreeInitPage() returns error code 11'] });
    await expect(backups.create(failing)).rejects.toMatchObject({ code: 'library/damaged' });
    expect(readdirSync(folder.backups)).toEqual([]);
  });

  it('makes one after the other, each with a higher number', async () => {
    const { backups } = await libraryWithBackups();
    const made = await Promise.all([backups.create(check), backups.create(check), backups.create(check)]);
    expect(made.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('gives one up where the library is closed meanwhile', async () => {
    const { backups, folder } = await libraryWithBackups();
    const made = backups.create(check);
    const refused = expect(made).rejects.toMatchObject({ code: 'call/cancelled' });
    await backups.close();
    await refused;
    expect(readdirSync(folder.backups)).toEqual([]);
  });

  it('makes one at a start only where the newest is hours old, or from a wrong clock', async () => {
    const hour = 3_600_000;
    const at = (ageMs: number) => {
      const root = openTestLibrary();
      return root.then(async ({ folder }) => {
        const now = new Date('2026-06-01T12:00:00Z');
        writeFileSync(join(folder.backups, backupName(9, new Date(now.getTime() - ageMs), 1)), '');
        const database = new BetterSqlite(folder.database);
        const backups = new Backups({
          database,
          folder,
          log: silentLog,
          wasLeft: false,
          flushSidecars: () => undefined,
          now: () => now,
        });
        backups.roll(check);
        // Resolves after the backup under way, or at once where there is none.
        await backups.create(check);
        await backups.close();
        database.close();
        return backups.list().length - 2;
      });
    };
    expect(await at(5 * hour)).toBe(0);
    expect(await at(7 * hour)).toBe(1);
    expect(await at(-24 * hour)).toBe(1);
  });

  it('removes what a killed backup left, and nothing else, when the library is opened', async () => {
    const library = await openTestLibrary();
    const { folder } = library;
    library.close();
    const unfinished = join(folder.backups, unfinishedName(backupName(9, new Date(0), 1)));
    for (const end of ['', '-journal']) writeFileSync(`${unfinished}${end}`, 'x');
    for (const name of ['notes.txt', 'other.part', 'library-damaged-1.sqlite']) {
      writeFileSync(join(folder.backups, name), 'x');
    }
    const again = await openLibrary(folder.root, { log: silentLog, access: 'write' });
    again.close();
    expect(existsSync(unfinished)).toBe(false);
    expect(readdirSync(folder.backups).sort()).toEqual([
      'library-damaged-1.sqlite',
      'notes.txt',
      'other.part',
    ]);
  });
});

import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { isFailure } from '../../../../src-shared/contract/failure.ts';
import { problemsOf } from '../../../../src-main/library/integrity.ts';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { openLibrary } from '../../../../src-main/library/open.ts';
import { insertRecording, listRecordings } from '../../../../src-main/library/rows/recordings.ts';
import { tempDir } from '../../../support/temp.ts';
import { aRecording, openTestLibrary } from './open-test-library.ts';

async function closedLibrary(recordings: number) {
  const library = await openTestLibrary();
  for (let index = 0; index < recordings; index += 1) {
    insertRecording(library.write, aRecording({ title: `Trio ${index}`, players: [] }));
  }
  library.close();
  return library.folder;
}

const open = (root: string) => openLibrary(root, { log: silentLog, access: 'write' });

describe('a damaged database', () => {
  it('with an index that lacks rows gets it rebuilt, after a copy', async () => {
    const folder = await closedLibrary(20);
    const database = new BetterSqlite(folder.database);
    database.unsafeMode(true);
    database.pragma('writable_schema = ON');
    // The index forgets every row but one, as if its pages were from another time.
    const sql = database
      .prepare("SELECT sql FROM sqlite_schema WHERE name = 'facts_by_length'")
      .pluck()
      .get();
    database.exec(
      `UPDATE sqlite_schema SET sql = '${String(sql)} WHERE item > 1e9' WHERE name = 'facts_by_length'`,
    );
    database.close();
    const narrowed = new BetterSqlite(folder.database);
    narrowed.unsafeMode(true);
    narrowed.exec('REINDEX facts_by_length');
    narrowed.pragma('writable_schema = ON');
    narrowed.exec(`UPDATE sqlite_schema SET sql = '${String(sql)}' WHERE name = 'facts_by_length'`);
    narrowed.close();
    const damaged = new BetterSqlite(folder.database);
    expect(problemsOf(damaged)).not.toEqual([]);
    damaged.close();

    const library = await open(folder.root);
    expect(listRecordings(library.read)).toHaveLength(20);
    library.close();
    const repaired = new BetterSqlite(folder.database);
    expect(problemsOf(repaired)).toEqual([]);
    repaired.close();
    expect(readdirSync(folder.backups)).toEqual([expect.stringMatching(/^library-damaged-.*\.sqlite$/)]);
  });

  it('by one flipped bit is used whole, or refused as it was: 60 flips, seed 13', async () => {
    const folder = await closedLibrary(300);
    const good = readFileSync(folder.database);
    let state = 13;
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return Math.floor((state / 0x80000000) * below);
    };
    const outcomes = { opened: 0, refused: 0 };
    for (let flip = 0; flip < 60; flip += 1) {
      const root = join(tempDir(), 'library');
      mkdirSync(root);
      const path = join(root, 'library.sqlite');
      const bytes = Buffer.from(good);
      const at = 100 + random(bytes.length - 100);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      writeFileSync(path, bytes);
      try {
        const library = await open(root);
        expect(listRecordings(library.read).length).toBeGreaterThanOrEqual(299);
        library.close();
        outcomes.opened += 1;
      } catch (error) {
        if (!isFailure(error)) throw error;
        expect(error.code).toBe('library/damaged');
        expect(readFileSync(path).equals(bytes)).toBe(true);
        outcomes.refused += 1;
      }
    }
    // Three flips hit the schema's text; four more are refused as "malformed", on pages that nobody has looked up.
    expect(outcomes.opened).toBeGreaterThanOrEqual(52);
  });

  it('with a cell that does not parse is opened, and lists everything else', async () => {
    const folder = await closedLibrary(3);
    const database = new BetterSqlite(folder.database);
    database.exec("UPDATE recordings SET notes = '{broken' WHERE title = 'Trio 1'");
    database.close();
    const library = await open(folder.root);
    const titles = listRecordings(library.read).map(({ title }) => title);
    expect(titles).toEqual(['Trio 2', 'Trio 0']);
    listRecordings(library.read);
    expect(library.read.damagedRows).toBe(1);
    library.close();
  });

  it('that is no database at all is refused, and nothing is copied each time', async () => {
    const folder = await closedLibrary(1);
    copyFileSync(import.meta.filename, folder.database);
    for (let time = 0; time < 2; time += 1) {
      await expect(open(folder.root)).rejects.toMatchObject({ code: 'library/damaged' });
    }
    expect(readdirSync(folder.backups)).toEqual([]);
  });
});

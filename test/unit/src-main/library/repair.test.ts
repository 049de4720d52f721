import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
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

/** Which table or index each page belongs to. */
function pagesOf(path: string): { name: string; number: number }[] {
  const database = new BetterSqlite(path);
  const rows = database.prepare('SELECT name, pageno AS number FROM dbstat').all();
  database.close();
  return z.array(z.object({ name: z.string(), number: z.number() })).parse(rows);
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
    const pages = pagesOf(folder.database);
    let state = 13;
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return Math.floor((state / 0x80000000) * below);
    };
    const refused: string[] = [];
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
      } catch (error) {
        if (!isFailure(error)) throw error;
        expect(error.code).toBe('library/damaged');
        expect(readFileSync(path).equals(bytes)).toBe(true);
        refused.push(pages.find(({ number }) => number === Math.floor(at / 4096) + 1)?.name ?? 'free');
      }
    }
    // Only where rows are kept once: in a table that follows from no other, or in the page that the schema begins with.
    expect(refused.filter((name) => !['recordings', 'items', 'sqlite_schema'].includes(name))).toEqual([]);
    expect(refused.length).toBeLessThanOrEqual(3);
  });

  it.each(['facts_by_composer', 'sqlite_autoindex_items_1', 'recording_sets', 'recording_facts'])(
    'with a page of %s overwritten is written again, with every row',
    async (name) => {
      const folder = await closedLibrary(300);
      const page = pagesOf(folder.database).findLast((each) => each.name === name);
      if (page === undefined) throw new Error(`no page of ${name}`);
      const bytes = readFileSync(folder.database);
      // The list of its cells.
      bytes.fill(0xff, (page.number - 1) * 4096 + 8, (page.number - 1) * 4096 + 40);
      writeFileSync(folder.database, bytes);
      const library = await open(folder.root);
      expect(listRecordings(library.read)).toHaveLength(300);
      library.close();
      const repaired = new BetterSqlite(folder.database);
      expect(problemsOf(repaired)).toEqual([]);
      const found = `SELECT count(*) FROM recording_texts t JOIN recording_facts f ON f.item = t.rowid
        JOIN recording_sets s ON s.item = f.item WHERE recording_texts MATCH 'trio'`;
      expect(repaired.prepare(found).pluck().get()).toBe(300);
      repaired.close();
    },
  );

  it('with a page of rows overwritten is refused as it was', async () => {
    const folder = await closedLibrary(300);
    const page = pagesOf(folder.database).findLast(({ name }) => name === 'recordings');
    const bytes = readFileSync(folder.database);
    bytes.fill(0xff, ((page?.number ?? 0) - 1) * 4096 + 8, ((page?.number ?? 0) - 1) * 4096 + 40);
    writeFileSync(folder.database, bytes);
    await expect(open(folder.root)).rejects.toMatchObject({ code: 'library/damaged' });
    expect(readFileSync(folder.database).equals(bytes)).toBe(true);
    expect(readdirSync(folder.root).filter((name) => name.includes('rewritten'))).toEqual([]);
  });

  it.each([
    ['CREATE TABLE players', 'CREATE TABLE plaxers'],
    ['CREATE INDEX facts_by_title', 'CREATE INDEX facts_bx_title'],
    ['CREATE TRIGGER words_of_stem', 'CREATE TRIGGXR words_of_stem'],
    ['CREATE VIEW item_words', 'CREATE VIEW item_wxrds'],
  ])('whose schema says %s wrongly gets it as its version has it', async (right, wrong) => {
    const folder = await closedLibrary(20);
    const bytes = readFileSync(folder.database);
    const at = bytes.indexOf(right);
    expect(at).toBeGreaterThan(0);
    bytes.write(wrong, at);
    writeFileSync(folder.database, bytes);
    const library = await open(folder.root);
    expect(listRecordings(library.read)).toHaveLength(20);
    library.close();
    const schema = new BetterSqlite(folder.database).prepare('SELECT sql FROM sqlite_schema').pluck().all();
    expect(schema.filter((sql) => String(sql).includes(right))).toHaveLength(1);
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

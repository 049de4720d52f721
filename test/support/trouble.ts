import {
  closeSync,
  cpSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { ORPCError } from '@orpc/server';
import BetterSqlite from 'better-sqlite3';
import { inspectAudio } from '../../src-main/app/inspect-audio.ts';
import { silentLog } from '../../src-main/library/log/log.ts';
import { migrate } from '../../src-main/library/migrations/index.ts';
import { rebuildLibrary } from '../../src-main/library/sidecar/rebuild.ts';
import { isFailure } from '../../src-shared/contract/failure.ts';
import { contentsOf, start, type Contents, type GoodLibrary } from './good-library.ts';

export interface Trouble {
  readonly name: string;
  readonly from: 'closed' | 'killed';
  harm(root: string, good: GoodLibrary): void;
}

const PAGE = 4096;
const databaseIn = (root: string): string => join(root, 'library.sqlite');
const removeLog = (root: string): void => {
  for (const end of ['-wal', '-shm']) rmSync(`${databaseIn(root)}${end}`, { force: true });
};

/** mulberry32: the seed alone determines which bits are flipped. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function patch(path: string, at: number, bytes: Uint8Array): void {
  const file = openSync(path, 'r+');
  try {
    writeSync(file, bytes, 0, bytes.length, at);
  } finally {
    closeSync(file);
  }
}

/** Flips single bits anywhere in the database file. */
export const bitFlips = (seed: number, count: number): Trouble => ({
  name: `${count} bits flipped, seed ${seed}`,
  from: 'closed',
  harm(root) {
    const random = randomOf(seed);
    const bytes = readFileSync(databaseIn(root));
    for (let flip = 0; flip < count; flip += 1) {
      const at = Math.floor(random() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    writeFileSync(databaseIn(root), bytes);
  },
});

export const damagedPage = (seed: number, fill: 'zeros' | 'noise'): Trouble => ({
  name: `a page of ${fill}, seed ${seed}`,
  from: 'closed',
  harm(root) {
    const random = randomOf(seed);
    const pages = Math.floor(statSync(databaseIn(root)).size / PAGE);
    const page = Buffer.alloc(PAGE);
    if (fill === 'noise') for (let at = 0; at < PAGE; at += 1) page[at] = Math.floor(random() * 256);
    patch(databaseIn(root), PAGE * Math.floor(random() * pages), page);
  },
});

const older = (which: number, name: string): Trouble => ({
  name: `an older database: ${name}`,
  from: 'closed',
  harm(root, good) {
    removeLog(root);
    rmSync(databaseIn(root));
    cpSync(good.older[which] ?? '', root, { recursive: true });
  },
});

const truncated = (name: string, length: (size: number) => number): Trouble => ({
  name: `truncated: ${name}`,
  from: 'closed',
  harm: (root) => truncateSync(databaseIn(root), length(statSync(databaseIn(root)).size)),
});

const closed = (name: string, harm: (root: string) => void): Trouble => ({ name, from: 'closed', harm });
const killed = (name: string, harm: (root: string) => void): Trouble => ({ name, from: 'killed', harm });

function fresh(root: string, fill: (database: BetterSqlite.Database) => void): void {
  rmSync(databaseIn(root));
  const database = new BetterSqlite(databaseIn(root));
  fill(database);
  database.close();
}

/** The forty cases that the published figures refer to. */
export const TROUBLES: readonly Trouble[] = [
  closed('the database is missing', (root) => rmSync(databaseIn(root))),
  killed('the database is missing, its log is not', (root) => rmSync(databaseIn(root))),
  closed('zero bytes', (root) => truncateSync(databaseIn(root), 0)),
  killed('zero bytes beside its log', (root) => truncateSync(databaseIn(root), 0)),
  closed('a new database without tables', (root) =>
    fresh(root, (database) => database.exec('CREATE TABLE x (y); DROP TABLE x')),
  ),
  closed('a new database of the present schema', (root) => fresh(root, (database) => void migrate(database))),
  closed('something else under its name', (root) => writeFileSync(databaseIn(root), 'notes '.repeat(5000))),
  older(0, 'of one recording'),
  older(1, 'before the edits'),
  older(2, 'before the last import'),
  killed('the log is lost', removeLog),
  killed('half of the log is lost', (root) => {
    const log = `${databaseIn(root)}-wal`;
    truncateSync(log, Math.floor(statSync(log).size / 2));
  }),
  killed('killed, nothing lost', () => undefined),
  truncated('one byte short', (size) => size - 1),
  truncated('one page short', (size) => size - PAGE),
  truncated('nine tenths', (size) => Math.floor(size * 0.9)),
  truncated('half', (size) => Math.floor(size / 2)),
  truncated('half of its header', () => 50),
  ...Array.from({ length: 10 }, (_, seed) => bitFlips(1000 + seed, 1)),
  ...Array.from({ length: 6 }, (_, seed) => bitFlips(2000 + seed, 8)),
  ...Array.from({ length: 3 }, (_, seed) => damagedPage(3000 + seed, 'zeros')),
  ...Array.from({ length: 3 }, (_, seed) => damagedPage(4000 + seed, 'noise')),
];

export interface Outcome {
  readonly name: string;
  /** How the library recovered: it opened, or failed with this code and was then rebuilt. */
  readonly way: string;
  /** Files that existed before and are gone afterwards. */
  readonly deleted: readonly string[];
  /** Everything is listed and readable again. */
  readonly usable: boolean;
  readonly contents: Contents | string;
}

/**
 * Files with the user's content. The database is excluded, because it is what was damaged and may be replaced or
 * repaired.
 */
function userFiles(root: string): Map<string, number> {
  const isOwn = /^library\.(sqlite|lock|reserve)/;
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => !isOwn.test(name));
  return new Map(
    names
      .map((name) => [name, statSync(join(root, name))] as const)
      .filter(([, found]) => found.isFile())
      .map(([name, { size }]) => [name, size]),
  );
}

/**
 * Damages a copy of the good library, starts the program on it, rebuilds it if it fails to open, and checks the
 * result.
 */
export async function tryTrouble(trouble: Trouble, good: GoodLibrary): Promise<Outcome> {
  const { root } = good;
  rmSync(root, { recursive: true });
  cpSync(good[trouble.from], root, { recursive: true });
  trouble.harm(root, good);
  const before = userFiles(root);
  let way = 'opened';
  let contents: Contents | string = await look(root);
  if (typeof contents === 'string') {
    way = contents;
    try {
      await rebuildLibrary(root, { log: silentLog, inspect: inspectAudio });
      contents = await look(root);
    } catch (error) {
      contents = `rebuild: ${String(error)}`;
    }
  }
  const after = userFiles(root);
  const deleted = [...before].filter(([name]) => !after.has(name)).map(([name]) => name);
  const usable = JSON.stringify(contents) === JSON.stringify(good.contents);
  return { name: trouble.name, way, deleted, usable, contents };
}

/** The library's contents, or why it can't be opened or read. */
async function look(root: string): Promise<Contents | string> {
  try {
    const host = await start(root);
    try {
      return await contentsOf(host);
    } finally {
      await host.close();
    }
  } catch (error) {
    if (isFailure(error)) return error.code;
    // What the host refused with a code of its own is no bug.
    if (error instanceof ORPCError && error.code !== 'internal/error') return String(error.code);
    return error instanceof Error ? `bug: ${error.message}` : String(error);
  }
}

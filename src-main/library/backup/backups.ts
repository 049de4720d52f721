import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import { listBackups, type Backup } from './backup-folder.ts';
import { backupName, backupsToDrop, unfinishedName } from './backup-names.ts';
import { asFailure, type WritableDatabase } from '../database.ts';
import type { LibraryFolder } from '../folder.ts';
import {
  areRebuildable,
  areValues,
  rebuildIndexes,
  type CheckDatabaseInput,
  type CheckDatabaseResult,
} from '../integrity.ts';
import type { Log } from '../log/log.ts';
import { versionOf } from '../migrations/index.ts';
import { restoreOpen } from './restore-backup.ts';
import { setDatabaseAside } from '../set-aside.ts';
import { syncFile, syncFolder } from '../durable.ts';

/** Checks a database; a host runs this in a child process. */
export type CheckDatabase = (input: CheckDatabaseInput) => Promise<CheckDatabaseResult>;

const HOUR_MS = 60 * 60 * 1000;
/** Opening a library makes a backup unless the newest is more recent than this. */
const AT_START_AFTER_MS = 6 * HOUR_MS;
const WHILE_RUNNING_AFTER_MS = 24 * HOUR_MS;
const LOOK_EVERY_MS = HOUR_MS;

export interface BackupsOptions {
  readonly database: Database;
  readonly folder: LibraryFolder;
  readonly log: Log;
  /** The program that last had the library open did not close it. */
  readonly wasLeft: boolean;
  /** Writes pending sidecars, from which a restore takes what its backup lacks. */
  readonly flushSidecars: () => void;
  readonly now?: () => Date;
}

/**
 * The library's rolling backups. Each is written under a temporary name while the library stays usable, then
 * checked, synced to disk and renamed. The oldest are deleted as newer ones replace them.
 */
export class Backups {
  readonly #options: BackupsOptions;
  readonly #now: () => Date;
  /** The current backup, or the last one: only one runs at a time. */
  #latest: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #open = true;
  #problem: string | null = null;

  constructor(options: BackupsOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
  }

  /** Why the last automatic backup failed. */
  get problem(): string | null {
    return this.#problem;
  }

  list(): Backup[] {
    return listBackups(this.#options.folder);
  }

  /**
   * @throws Failure `disk/full`, `disk/unwritable`; `library/damaged` if the copy fails its check;
   * `call/cancelled` if the library is closed in the meantime
   */
  create(check: CheckDatabase): Promise<Backup> {
    const made = this.#latest.then(async () => {
      try {
        return await this.#create(check);
      } catch (error) {
        if (!this.#repaired(error)) throw error;
        return this.#create(check);
      }
    });
    this.#latest = made.catch(() => {});
    return made;
  }

  /**
   * Makes a backup now, unless there is a recent one and the library was closed properly, and then one per
   * day. Checking every copy also checks the library.
   */
  roll(check: CheckDatabase): void {
    const makeIfOlderThan = (milliseconds: number): void => {
      if (!this.#isDue(milliseconds)) return;
      this.create(check).catch((error: unknown) => {
        if (!this.#open) return;
        this.#problem = isFailure(error) ? error.message : 'No backup could be made; the log has the details';
        this.#options.log.error('library: no backup could be made', error);
      });
    };
    makeIfOlderThan(this.#options.wasLeft ? 0 : AT_START_AFTER_MS);
    this.#timer = setInterval(() => makeIfOlderThan(WHILE_RUNNING_AFTER_MS), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /** Cancels a running backup. Resolves once its files are removed. */
  async close(): Promise<void> {
    this.#open = false;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#latest;
  }

  #newest(): Backup | undefined {
    return this.list().find(({ kind }) => kind === 'backup');
  }

  /** Rebuilds the indexes if nothing else is wrong, after setting aside a copy of the database. */
  #repaired(error: unknown): boolean {
    const { database, folder, log } = this.#options;
    const problems = problemsIn(error);
    if (!this.#open || !areRebuildable(problems)) return false;
    const copy = setDatabaseAside(folder, 'damaged', this.#now());
    log.error(`library: indexes are damaged; the database is kept as backups/${copy}`, problems);
    return areValues(rebuildIndexes(database, problems));
  }

  /** A backup from the future means that one of the clocks was wrong, so its age is unknown. */
  #isDue(milliseconds: number): boolean {
    const newest = this.#newest();
    if (newest === undefined) return true;
    const age = this.#now().getTime() - Date.parse(newest.takenAt);
    return age < 0 || age >= milliseconds;
  }

  async #create(check: CheckDatabase): Promise<Backup> {
    const { database, folder, log } = this.#options;
    this.#requireOpen();
    const version = versionOf(database);
    const sequence = (this.#newest()?.sequence ?? 0) + 1;
    const name = backupName(version, this.#now(), sequence);
    const path = join(folder.backups, name);
    const unfinished = unfinishedName(path);
    try {
      await database.backup(unfinished, {
        progress: () => {
          this.#requireOpen();
          return PAGES_A_TURN;
        },
      });
      const { problems } = await check({ path: unfinished, isCopy: true });
      this.#requireOpen();
      if (!areValues(problems)) throw damagedCopy(problems);
      syncFile(unfinished);
      renameSync(unfinished, path);
      syncFolder(folder.backups);
    } catch (error) {
      for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${unfinished}${end}`, { force: true });
      throw writeFailure(error);
    }
    this.#problem = null;
    for (const old of backupsToDrop(this.list())) rmSync(join(folder.backups, old), { force: true });
    log.info(`library: backup ${name}`);
    const made = this.list().find((backup) => backup.name === name);
    if (made === undefined) throw new Error(`the backup ${name} is gone again`);
    return made;
  }

  /**
   * Replaces the open database with a backup and keeps the previous one under another name. Nothing else may
   * run in the library.
   * @throws Failure `library/not-found`, `library/damaged` for the backup, `library/newer`, `disk/*`
   */
  async restore(name: string, write: WritableDatabase): Promise<string> {
    await this.#latest;
    this.#options.flushSidecars();
    return restoreOpen(this.#options.database, write, this.#options.folder, name);
  }

  #requireOpen(): void {
    if (!this.#open) throw new Failure('call/cancelled', 'The library is being closed');
  }
}

const damagedCopy = (problems: readonly string[]): Failure =>
  new Failure(
    'library/damaged',
    `The library's database is damaged, so no backup of it is kept (${problems[0]})`,
    {
      cause: problems,
    },
  );

function problemsIn(error: unknown): readonly string[] {
  const isDamage = isFailure(error) && error.code === 'library/damaged';
  return z.array(z.string()).safeParse(isDamage ? error.cause : null).data ?? [];
}

/** About 4 MB, so that the thread can answer calls in between. */
const PAGES_A_TURN = 1000;

function writeFailure(error: unknown): unknown {
  const known = asFailure(error);
  if (isFailure(known) || !(known instanceof Error) || !('code' in known)) return known;
  return known.code === 'ENOSPC' || known.code === 'EDQUOT'
    ? new Failure('disk/full', 'The disk is full: no backup of the library could be written', {
        cause: error,
      })
    : new Failure('disk/unwritable', `No backup of the library could be written: ${known.message}`, {
        cause: error,
      });
}

import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { z } from 'zod';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import { RecordingId, SeparationId, StudyId } from '../../../src-shared/project/ids.ts';
import { adoptSidecars, overtakeSidecars, overtakeValues } from '../sidecar/adopt.ts';
import { listBackups } from './backup-folder.ts';
import { asFailure, writableOf, type WritableDatabase } from '../database.ts';
import { syncFile, syncFolder } from '../durable.ts';
import type { LibraryFolder } from '../folder.ts';
import { areValues, checkDatabase } from '../integrity.ts';
import { lockLibrary } from '../lock.ts';
import { silentLog } from '../log/log.ts';
import { migrate, refuseNewer, versionOf } from '../migrations/index.ts';
import { setDatabaseAside } from '../set-aside.ts';

/**
 * Replaces a closed database, damaged or not, with a backup. The previous database is kept in the folder
 * "backups" under another name, and no other file is touched. Sidecars restore what was added after the
 * backup.
 * @returns the name of the previous database; null if there was none
 * @throws Failure `library/not-found`, `library/damaged` for the backup, `library/locked`, `library/newer`,
 * `disk/*`
 */
export function restoreClosed(folder: LibraryFolder, name: string): string | null {
  const backup = requireBackup(folder, name);
  const lock = lockLibrary(folder.lock);
  const restored = `${folder.database}.divisi-restored`;
  try {
    copyFileSync(backup, restored);
    refuseDamaged(restored, name);
    prepareRestored(restored, folder);
    syncFile(restored);
    const isThere = ['', '-wal'].some((end) => existsSync(`${folder.database}${end}`));
    const keptAs = isThere ? keepPresent(folder) : null;
    // SQLite would otherwise replay the previous database's log into the new one.
    for (const end of ['-wal', '-shm']) rmSync(`${folder.database}${end}`, { force: true });
    renameSync(restored, folder.database);
    syncFolder(folder.root);
    return keptAs;
  } catch (error) {
    throw asFailure(error);
  } finally {
    rmSync(restored, { force: true });
    lock.release();
  }
}

/**
 * Replaces the open database with a backup in one transaction: a reader sees either the old or the new one.
 * @throws Failure as `restoreClosed`
 */
export async function restoreOpen(
  database: Database,
  write: WritableDatabase,
  folder: LibraryFolder,
  name: string,
): Promise<string> {
  const backup = requireBackup(folder, name);
  const source = new BetterSqlite(backup, { readonly: true });
  try {
    refuseNewer(versionOf(source));
    if (!areValues(checkDatabase({ path: backup, isCopy: false }).problems)) throw damagedBackup(name);
    const keptAs = keepPresent(folder);
    // All pages at once, so that nothing else can write in between.
    await source.backup(folder.database, { progress: () => 0x7fffffff });
    migrate(database);
    takeInNewer(write, folder);
    return keptAs;
  } catch (error) {
    throw asFailure(error);
  } finally {
    source.close();
  }
}

function prepareRestored(path: string, folder: LibraryFolder): void {
  const database = new BetterSqlite(path);
  try {
    migrate(database);
    database.pragma('foreign_keys = ON');
    takeInNewer(writableOf(database, silentLog, null), folder);
  } finally {
    database.close();
  }
}

const Recordings = z.object({ id: RecordingId });
const Separations = z.object({ id: SeparationId });
const Studies = z.object({ id: StudyId });

/**
 * Rows in the backup keep the backup's state even if a sidecar is newer, because the user asked for that.
 * Rows that the backup lacks were added after it and come from the sidecars.
 */
function takeInNewer(write: WritableDatabase, folder: LibraryFolder): void {
  const separations = write.list('SELECT id FROM separations', Separations).map(({ id }) => id);
  const studies = write.list('SELECT id FROM studies', Studies).map(({ id }) => id);
  overtakeSidecars(write, folder, null, separations, studies);
  overtakeValues(write, folder);
  for (const { id } of write.list('SELECT id FROM recordings', Recordings)) {
    overtakeSidecars(write, folder, id, []);
  }
  adoptSidecars(write, folder);
}

function requireBackup(folder: LibraryFolder, name: string): string {
  if (listBackups(folder).some((backup) => backup.name === name)) return join(folder.backups, name);
  throw new Failure('library/not-found', `There is no backup "${name}" in ${folder.backups}`);
}

function refuseDamaged(path: string, name: string): void {
  let problems: readonly string[];
  try {
    ({ problems } = checkDatabase({ path, isCopy: true }));
  } catch (error) {
    if (isFailure(error) && error.code === 'library/damaged') throw damagedBackup(name, error);
    throw error;
  }
  if (!areValues(problems)) throw damagedBackup(name);
  const copy = new BetterSqlite(path, { readonly: true });
  try {
    refuseNewer(versionOf(copy));
  } finally {
    copy.close();
  }
}

const damagedBackup = (name: string, cause?: unknown): Failure =>
  new Failure('library/damaged', `The backup ${name} is damaged itself; choose another`, { cause });

/** A database that can still be read is copied into a single file; a damaged one is copied as it is. */
function keepPresent(folder: LibraryFolder): string {
  const name = setDatabaseAside(folder, 'before-restore', new Date());
  try {
    checkDatabase({ path: join(folder.backups, name), isCopy: true });
  } catch (error) {
    const known = asFailure(error);
    const isDamage =
      isFailure(known) && (known.code === 'library/damaged' || known.code === 'disk/unwritable');
    if (!isDamage) throw error;
  }
  return name;
}

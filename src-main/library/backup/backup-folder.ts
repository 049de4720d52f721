import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isUnfinishedName, newestFirst, parseBackupName, type BackupName } from './backup-names.ts';
import type { LibraryFolder } from '../folder.ts';

export interface Backup extends BackupName {
  readonly bytes: number;
}

/** Backups, newest first, followed by databases that were set aside. */
export function listBackups(folder: LibraryFolder): Backup[] {
  return namesIn(folder)
    .flatMap((name) => parseBackupName(name) ?? [])
    .sort(newestFirst)
    .map((backup) => ({ ...backup, bytes: statSync(join(folder.backups, backup.name)).size }));
}

function namesIn(folder: LibraryFolder): string[] {
  try {
    return readdirSync(folder.backups);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Removes what a killed backup, restore or repair left. Only the program that holds the library's lock may
 * call this, before it starts any.
 */
export function removeUnfinishedBackups(folder: LibraryFolder): void {
  for (const name of namesIn(folder).filter(isUnfinishedName)) rmSync(join(folder.backups, name));
  for (const own of ['divisi-rewritten', 'divisi-rewritten-from', 'divisi-restored']) {
    for (const end of ['', '-journal', '-wal', '-shm'])
      rmSync(`${folder.database}.${own}${end}`, { force: true });
  }
}

import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setAsideName } from './backup/backup-names.ts';
import { syncFile, syncFolder } from './durable.ts';
import type { LibraryFolder } from './folder.ts';

/**
 * Copies the database as it lies, its write-ahead log included, into the folder "backups" under a name of its own,
 * where nothing removes it. Nobody may write the database meanwhile.
 * @returns the copy's name
 */
export function setDatabaseAside(
  folder: LibraryFolder,
  why: 'damaged' | 'before-restore',
  now: Date,
): string {
  const name = setAsideName(why, now);
  for (const end of ['-wal', '']) {
    const found = statSync(`${folder.database}${end}`, { throwIfNoEntry: false });
    if (found === undefined || found.size === 0) continue;
    const copy = join(folder.backups, `${name}${end}`);
    copyFileSync(`${folder.database}${end}`, copy);
    syncFile(copy);
  }
  syncFolder(folder.backups);
  return name;
}

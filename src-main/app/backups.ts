import type { Backup } from '../../src-shared/contract/backups.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { checkInChild } from '../jobs/tasks/check-database.ts';
import { listBackups, type Backup as StoredBackup } from '../library/backup/backup-folder.ts';
import type { Backups as RollingBackups } from '../library/backup/backups.ts';
import { writable, type Services } from './services.ts';

const present = ({ name, kind, takenAt, bytes }: StoredBackup): Backup => ({ name, kind, takenAt, bytes });

/** Calls on the backups of the library's database. */
export function backupCalls(
  services: Services,
): Pick<Calls['library'], 'backups' | 'createBackup' | 'restoreBackup'> {
  const { library, queue, bus, spawn, log } = services;

  const rolling = (): RollingBackups => {
    writable(services);
    if (library.backups === null) throw new Error('a library that can be written has backups');
    return library.backups;
  };

  return {
    backups() {
      return {
        backups: listBackups(library.folder).map(present),
        problem: library.backups?.problem ?? null,
        damagedEntries: library.read.damagedRows,
      };
    },

    async createBackup() {
      return present(await rolling().create(checkInChild(spawn)));
    },

    async restoreBackup({ name }) {
      const backups = rolling();
      // Nothing may write between copying the present database and replacing it with the backup.
      await queue.close();
      try {
        const keptAs = await backups.restore(name, writable(services));
        log.info(`library: ${name} is restored; the previous database is kept as backups/${keptAs}`);
        return { keptAs };
      } finally {
        await queue.start();
        bus.close();
      }
    },
  };
}

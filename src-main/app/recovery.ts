import type { Calls } from '../../src-shared/contract/handlers.ts';
import { listBackups } from '../library/backup/backup-folder.ts';
import { restoreClosed } from '../library/backup/restore-backup.ts';
import { libraryFolder } from '../library/folder.ts';
import type { Log } from '../library/log/log.ts';
import { rebuildLibrary } from '../library/sidecar/rebuild.ts';
import { inspectAudio } from './inspect-audio.ts';

export interface RecoveryOptions {
  readonly libraryDir: string;
  readonly log: Log;
  /** Opens the library after it was rebuilt or restored. */
  readonly reopen: () => Promise<void>;
}

/** Recovery options for a library that can't be opened. */
export function recoveryCalls({ libraryDir, log, reopen }: RecoveryOptions): Calls['recovery'] {
  const folder = libraryFolder(libraryDir);
  return {
    backups: () =>
      listBackups(folder).map(({ name, kind, takenAt, bytes }) => ({ name, kind, takenAt, bytes })),

    async rebuild() {
      const rebuilt = await rebuildLibrary(libraryDir, { log, inspect: inspectAudio });
      log.warn('library: the database was rebuilt', rebuilt);
      await reopen();
      return rebuilt;
    },

    async restoreBackup({ name }) {
      const keptAs = restoreClosed(folder, name);
      await reopen();
      return { keptAs };
    },
  };
}

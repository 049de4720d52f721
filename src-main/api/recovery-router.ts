import { isContractProcedure, type AnyContractProcedure } from '@orpc/contract';
import { implement, type AnyRouter } from '@orpc/server';
import { contract } from '../../src-shared/contract/contract.ts';
import type { Failure } from '../../src-shared/contract/failure.ts';
import type { Rebuilt } from '../../src-shared/contract/recovery.ts';
import { listBackups } from '../library/backup/backup-folder.ts';
import { libraryFolder } from '../library/folder.ts';
import type { Log } from '../library/log/log.ts';
import { rebuildLibrary } from '../library/sidecar/rebuild.ts';
import { restoreClosed } from '../library/backup/restore-backup.ts';
import { inspectAudio } from '../app/inspect-audio.ts';
import { toORPCError } from './router.ts';

export interface RecoveryOptions {
  readonly libraryDir: string;
  /** Why the library can't be opened. */
  readonly failure: Failure;
  readonly log: Log;
  /** Opens the library, now that it was rebuilt or restored. */
  readonly reopen: () => Promise<void>;
}

/** Answers for a library that can't be opened: every call but those of `recovery` fails with the reason. */
export function createRecoveryRouter({ libraryDir, failure, log, reopen }: RecoveryOptions): AnyRouter {
  const folder = libraryFolder(libraryDir);
  const os = implement(contract.recovery).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toORPCError(error, log);
    }
  });
  const refuse = (): never => {
    throw toORPCError(failure, log);
  };
  return {
    ...refuseAll(contract, refuse),
    recovery: os.router({
      backups: os.backups.handler(() =>
        listBackups(folder).map(({ name, kind, takenAt, bytes }) => ({ name, kind, takenAt, bytes })),
      ),
      rebuild: os.rebuild.handler(async (): Promise<Rebuilt> => {
        const rebuilt = await rebuildLibrary(libraryDir, { log, inspect: inspectAudio });
        log.warn('library: the database was rebuilt', rebuilt);
        await reopen();
        return rebuilt;
      }),
      restoreBackup: os.restoreBackup.handler(async ({ input }) => {
        const keptAs = restoreClosed(folder, input.name);
        await reopen();
        return { keptAs };
      }),
    }),
  };
}

interface ContractNode {
  readonly [name: string]: AnyContractProcedure | ContractNode;
}

function refuseAll(node: ContractNode, refuse: () => never): Record<string, AnyRouter> {
  return Object.fromEntries(
    Object.entries(node).map(([name, child]) => [
      name,
      isContractProcedure(child) ? implement(child).handler(refuse) : refuseAll(child, refuse),
    ]),
  );
}

import type { CheckDatabase } from '../../library/backup/backups.ts';
import { runTask } from './run-task.ts';
import type { SpawnProcess } from './task-protocol.ts';

/** Checks databases in a child process, because a large one takes minutes. */
export const checkInChild =
  (spawn: SpawnProcess, signal = new AbortController().signal): CheckDatabase =>
  (input) =>
    runTask(spawn, 'check-database', input, { signal });

import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ScoreSummary } from '../../../src-shared/project/alignment.ts';
import { runTask } from './run-task.ts';
import type { SpawnProcess } from './task-protocol.ts';
import type { Tasks } from './tasks.ts';

/** The largest accepted score takes a tenth of this. */
const MOST_SECONDS = 60;

/**
 * Reads a score in a child process, which is killed if it takes too much time or memory.
 * @throws Failure `score/invalid` in that case, and as `readScore`
 */
export const readScoreSafely = (
  spawn: SpawnProcess,
  scorePath: string,
  signal: AbortSignal,
): Promise<ScoreSummary> => withinLimits(spawn, 'score', { scorePath }, signal);

/**
 * Engraves pages of a score in such a process.
 * @throws Failure as `readScoreSafely`
 */
export const engraveSafely = (
  spawn: SpawnProcess,
  input: Tasks['engrave']['input'],
  signal: AbortSignal,
): Promise<Tasks['engrave']['result']> => withinLimits(spawn, 'engrave', input, signal);

async function withinLimits<N extends 'score' | 'engrave'>(
  spawn: SpawnProcess,
  task: N,
  input: Tasks[N]['input'],
  signal: AbortSignal,
): Promise<Tasks[N]['result']> {
  const timeout = AbortSignal.timeout(MOST_SECONDS * 1000);
  try {
    return await runTask(spawn, task, input, { signal: AbortSignal.any([signal, timeout]) });
  } catch (cause) {
    if (signal.aborted || !(cause instanceof Failure)) throw cause;
    if (timeout.aborted) {
      throw new Failure('score/invalid', `The score can’t be read within ${MOST_SECONDS} seconds`, { cause });
    }
    if (cause.code === 'process/died') {
      throw new Failure(
        'score/invalid',
        'The score can’t be read: reading it failed or took too much memory',
        {
          cause,
        },
      );
    }
    throw cause;
  }
}

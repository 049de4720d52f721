import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ScoreSummary } from '../../../src-shared/project/alignment.ts';
import { runTask } from './run-task.ts';
import type { SpawnProcess } from './task-protocol.ts';

/** The largest accepted score takes a tenth of this. */
const MOST_SECONDS = 60;

/**
 * Reads a score in a child process, which is killed if it takes too much time or memory.
 * @throws Failure `score/invalid` in that case, and as `readScore`
 */
export async function readScoreSafely(
  spawn: SpawnProcess,
  scorePath: string,
  signal: AbortSignal,
): Promise<ScoreSummary> {
  const timeout = AbortSignal.timeout(MOST_SECONDS * 1000);
  try {
    return await runTask(spawn, 'score', { scorePath }, { signal: AbortSignal.any([signal, timeout]) });
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

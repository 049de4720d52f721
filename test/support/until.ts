import type { Job } from '../../src-shared/contract/job.ts';
import type { JobId } from '../../src-shared/project/ids.ts';

const POLL_MS = 20;
/**
 * Prevents endless waiting; slightly shorter than a test's own timeout (vitest.config.ts), and ample for a busy
 * machine.
 */
const PATIENCE_MS = 9 * 60_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Retries until `attempt` no longer throws. After the timeout, throws its last error, which the test reports. */
export async function eventually<T>(attempt: () => T | Promise<T>): Promise<T> {
  const begun = performance.now();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() - begun > PATIENCE_MS) throw error;
    }
    await pause(POLL_MS);
  }
}

/** Waits for an effect of another process or a timer. */
export const until = (condition: () => boolean): Promise<void> =>
  eventually(() => {
    if (!condition()) throw new Error(`It never became true: ${condition.toString()}`);
  });

/** Waits until a job is neither queued nor running, for as long as a test may take. */
export async function jobEnded(list: () => Promise<readonly Job[]>, jobId: JobId): Promise<Job> {
  for (;;) {
    const job = (await list()).find(({ id }) => id === jobId);
    if (job === undefined) throw new Error('The job is gone');
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await pause(POLL_MS);
  }
}

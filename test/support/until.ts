import type { Job } from '../../src-shared/contract/schemas.ts';
import type { JobId } from '../../src-shared/project/ids.ts';

const POLL_MS = 20;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for what another process or a timer brings about; five seconds at most. */
export async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += POLL_MS) {
    if (waited > 5000) throw new Error('It never came to be');
    await pause(POLL_MS);
  }
}

/** Waits until a job is not waiting or running any more; as long as the test may take. */
export async function jobEnded(list: () => Promise<readonly Job[]>, jobId: JobId): Promise<Job> {
  for (;;) {
    const job = (await list()).find(({ id }) => id === jobId);
    if (job === undefined) throw new Error('The job is gone');
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await pause(POLL_MS);
  }
}

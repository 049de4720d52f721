import { Failure } from '../../../src-shared/contract/failure.ts';
import type { Job } from '../../../src-shared/contract/job.ts';
import type { JobId } from '../../../src-shared/project/ids.ts';
import type { App } from '../app.ts';
import { isUnfinished, jobsOf } from '../await-jobs.ts';
import type { Work } from '../files/work.ts';

/** How often progress is reported while jobs run. */
const REPORT_MS = 200;

/**
 * Follows the jobs of an open application. Every job's last state is kept, because the queue forgets all but the
 * newest ended jobs.
 */
export class FollowedJobs {
  readonly #jobs: Map<JobId, Job>;
  readonly #unsubscribe: () => void;
  #onChange: () => void = () => undefined;

  /** @param present the jobs that the queue holds now */
  constructor(app: Pick<App, 'onJobs'>, present: readonly Job[]) {
    this.#jobs = new Map(present.map((job) => [job.id, job]));
    this.#unsubscribe = app.onJobs((_, changed) => {
      this.#jobs.set(changed.id, changed);
      if (!isUnfinished(changed)) this.#onChange();
    });
  }

  /** Knows the jobs that the queue holds now, and every one from now on. */
  static async of(app: Pick<App, 'calls' | 'onJobs'>, work: Pick<Work, 'signal'>): Promise<FollowedJobs> {
    return new FollowedJobs(app, await jobsOf(app, work));
  }

  stop(): void {
    this.#unsubscribe();
  }

  all(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  get(id: JobId): Job {
    const found = this.#jobs.get(id);
    if (found === undefined) throw new Error(`${id} was never in the queue`);
    return found;
  }

  /**
   * Waits until the jobs have ended, and reports their mean progress.
   * @returns their last states, in the order of `ids`
   * @throws Failure `call/cancelled` if the work is interrupted; the jobs keep their state
   */
  async ended(
    ids: readonly JobId[],
    { signal, progress }: Pick<Work, 'signal' | 'progress'>,
    share: number,
  ): Promise<readonly Job[]> {
    const report = progress.step(share);
    const waiting = new Set(ids);
    for (;;) {
      for (const id of waiting) if (!isUnfinished(this.get(id))) waiting.delete(id);
      if (signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
      if (waiting.size === 0) return ids.map((id) => this.get(id));
      const unfinished = [...waiting].map((id) => this.get(id));
      const current = unfinished.find(({ state }) => state === 'running');
      const done =
        unfinished.reduce((sum, job) => sum + job.progress, ids.length - waiting.size) / ids.length;
      report({
        done,
        phase: current === undefined ? 'waiting' : [current.title, current.phase].filter(Boolean).join(': '),
      });
      await this.#next(signal);
    }
  }

  /** Resolves when a job has ended, at the next report, or when the work is interrupted. */
  #next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#onChange = () => undefined;
        resolve();
      };
      const timer = setTimeout(end, REPORT_MS);
      signal.addEventListener('abort', end, { once: true });
      this.#onChange = end;
    });
  }
}

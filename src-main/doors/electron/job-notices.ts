import type { Job } from '../../../src-shared/contract/job.ts';
import type { JobId } from '../../../src-shared/project/ids.ts';
import { isAwaited } from './quit-question.ts';

/** How the system displays jobs. */
export interface JobSurface {
  /** Progress in the taskbar or dock: 0 to 1, or null for none. */
  showProgress(progress: number | null): void;
  /** Whether to prevent the computer from sleeping. */
  keepAwake(isNeeded: boolean): void;
  /** Whether the user is already looking at the window. */
  isWatched(): boolean;
  notify(notice: JobNotice): void;
}

export interface JobNotice {
  readonly title: string;
  readonly body: string;
  /** The job to show on a click; null if several jobs ended. */
  readonly jobId: JobId | null;
}

const DONE: Readonly<Partial<Record<Job['kind'], string>>> = {
  import: 'imported',
  separate: 'separated',
  export: 'exported',
  adapt: 'adapted',
  align: 'aligned with its score',
  hear: 'listened to for its notes',
};

/**
 * Shows job progress in the taskbar, keeps the computer awake while a job runs, and sends one notification when the
 * last job that the user is waiting for has ended.
 */
export class JobNotices {
  readonly #surface: JobSurface;
  readonly #ended = new Map<JobId, Job>();

  constructor(surface: JobSurface) {
    this.#surface = surface;
  }

  /**
   * @param unfinished all jobs that are queued or running
   * @param changed the job that changed
   */
  update(unfinished: readonly Job[], changed: Job): void {
    const sum = unfinished.reduce((total, { progress }) => total + progress, 0);
    this.#surface.showProgress(unfinished.length === 0 ? null : sum / unfinished.length);
    this.#surface.keepAwake(unfinished.some(({ state }) => state === 'running'));
    if (isAwaited(changed)) {
      const hasEnded = changed.state === 'done' || changed.state === 'failed';
      if (hasEnded) this.#ended.set(changed.id, changed);
      else this.#ended.delete(changed.id);
    }
    if (this.#ended.size === 0 || unfinished.some(isAwaited)) return;
    const notice = noticeOf([...this.#ended.values()]);
    this.#ended.clear();
    if (!this.#surface.isWatched()) this.#surface.notify(notice);
  }
}

/** @param ended at least one */
function noticeOf(ended: readonly Job[]): JobNotice {
  const failed = ended.filter(({ state }) => state === 'failed').length;
  const [only] = ended;
  if (only !== undefined && ended.length === 1) {
    return failed === 1
      ? { title: `${only.title} failed`, body: only.failure?.message ?? '', jobId: only.id }
      : { title: `${only.title} is ${DONE[only.kind] ?? 'done'}`, body: '', jobId: only.id };
  }
  const done = ended.length - failed;
  const parts = [...(done > 0 ? [`${done} done`] : []), ...(failed > 0 ? [`${failed} failed`] : [])];
  return { title: `${ended.length} jobs have ended`, body: parts.join(', '), jobId: null };
}

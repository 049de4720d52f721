import { existingRecording } from '../../src-shared/contract/duplicate.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import type { JobId } from '../../src-shared/project/ids.ts';
import { describeFailure } from '../api/messages.ts';
import type { Toast } from '../ui/feedback.tsx';
import { words } from '../words/words.ts';

/** Returns the toast for a job's state change, or null. Only final states that need the user's attention get one. */
export function announcement(job: Job, before: Job['state'] | undefined): Omit<Toast, 'id'> | null {
  if (before === undefined || before === job.state) return null;
  if (existingRecording(job.failure) !== null) {
    return { tone: 'info', title: `${job.title}: ${job.failure?.message ?? ''}` };
  }
  if (job.state === 'failed') {
    const described = job.failure === null ? null : describeFailure(job.failure);
    return {
      tone: 'error',
      title: `${job.title}: ${described?.title ?? words().shell.notFinished}`,
      ...(described === null || described.advice === '' ? {} : { text: described.advice }),
    };
  }
  const title = job.state === 'done' ? doneTitle(job) : null;
  return title === null ? null : { tone: 'success', title };
}

/** Returns null for jobs that users don't wait for and for jobs whose results appear where they were started. */
function doneTitle({ kind, title }: Job): string | null {
  const { adapted, aligned, heard, separated, exported } = words().shell;
  switch (kind) {
    case 'adapt':
      return adapted(title);
    case 'align':
      return aligned(title);
    case 'hear':
      return heard(title);
    case 'separate':
      return separated(title);
    case 'export':
      return exported(title);
    default:
      return null;
  }
}

/** Tracks job states so that each finished job is announced only once. */
export function createAnnouncer(known: Iterable<Job>): (job: Job) => Omit<Toast, 'id'> | null {
  const states = new Map<JobId, Job['state']>();
  for (const job of known) states.set(job.id, job.state);
  return (job) => {
    const before = states.get(job.id) ?? 'queued';
    states.set(job.id, job.state);
    return announcement(job, before);
  };
}

import { existingRecording } from '../../src-shared/contract/duplicate.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import type { JobId } from '../../src-shared/project/ids.ts';
import { describeFailure } from '../api/messages.ts';
import type { Toast } from '../ui/feedback.tsx';
import { words } from '../words/words.ts';

/** What is said about a job's change, or null: only ends are news, and only those that nobody asked for. */
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

/** Null for what nobody waits for, or what shows where it was asked for. */
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

/** Remembers the states of jobs, so that each end is told once. */
export function createAnnouncer(known: Iterable<Job>): (job: Job) => Omit<Toast, 'id'> | null {
  const states = new Map<JobId, Job['state']>();
  for (const job of known) states.set(job.id, job.state);
  return (job) => {
    const before = states.get(job.id) ?? 'queued';
    states.set(job.id, job.state);
    return announcement(job, before);
  };
}

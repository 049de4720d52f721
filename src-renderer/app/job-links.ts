import type { Job } from '../../src-shared/contract/job.ts';
import { hashOf } from './router.ts';

/** Returns the link to a job's subject, or null. */
export function hrefOfJob(job: Job): string | null {
  if (job.kind === 'analyse') {
    return job.recordingId === null ? null : hashOf({ page: 'recording', recordingId: job.recordingId });
  }
  if (job.kind === 'adapt') return hashOf({ page: 'adapt' });
  if (job.kind === 'quality') {
    return job.separationId === null ? null : hashOf({ page: 'quality', separationId: job.separationId });
  }
  if (job.separationId !== null && job.state === 'done' && job.kind !== 'import') {
    return hashOf({ page: 'editor', separationId: job.separationId });
  }
  return job.recordingId === null ? null : hashOf({ page: 'recording', recordingId: job.recordingId });
}

import type { Job } from '../../../../../src-shared/contract/job.ts';
import { newJobId } from '../../../../../src-shared/project/ids.ts';

export const job = (change: Partial<Job> = {}): Job => ({
  id: newJobId(),
  kind: 'separate',
  state: 'running',
  title: 'Minuet',
  recordingId: null,
  separationId: null,
  projectId: null,
  progress: 0,
  phase: 'separating',
  secondsLeft: null,
  failure: null,
  files: [],
  loudness: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  priority: 0,
  ...change,
});

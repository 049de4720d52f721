import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { JobsListener } from '../../../../../src-main/app/app.ts';
import { FollowedJobs } from '../../../../../src-main/app/batch/follow-jobs.ts';
import type { Job } from '../../../../../src-shared/contract/job.ts';
import { newJobId } from '../../../../../src-shared/project/ids.ts';

const aJob = (change: Partial<Job> = {}): Job => ({
  id: newJobId(),
  kind: 'import',
  state: 'queued',
  title: 'take',
  recordingId: null,
  separationId: null,
  projectId: null,
  progress: 0,
  phase: '',
  secondsLeft: null,
  failure: null,
  files: [],
  loudness: null,
  createdAt: '2026-01-01T00:00:00Z',
  priority: 0,
  ...change,
});

/** A queue that announces changes and remembers nothing. */
function queue() {
  const listeners = new Set<JobsListener>();
  return {
    listeners,
    onJobs(listener: JobsListener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announce(job: Job) {
      for (const listener of listeners) listener(() => [], job);
    },
  };
}

function work() {
  const controller = new AbortController();
  const reports: number[] = [];
  const progress = {
    step:
      () =>
      ({ done }: { done: number }) =>
        void reports.push(done),
  };
  return { controller, reports, signal: controller.signal, progress };
}

test('waits for jobs that come later, and knows their ends although the queue has forgotten them', async () => {
  const source = queue();
  const before = aJob();
  const followed = new FollowedJobs(source, [before]);
  const later = Array.from({ length: 300 }, () => aJob());
  for (const job of later) source.announce(job);
  const { reports, ...context } = work();
  const ended = followed.ended([before.id, ...later.map(({ id }) => id)], context, 1);
  for (const job of later) source.announce({ ...job, state: 'done', progress: 1 });
  source.announce({ ...before, state: 'failed', progress: 0.5 });
  expect((await ended).map(({ state }) => state)).toEqual(['failed', ...later.map(() => 'done')]);
  expect(reports.every((done) => done >= 0 && done <= 1)).toBe(true);
});

test('reports the mean progress of what has ended and what runs', async () => {
  const source = queue();
  const jobs = [aJob({ state: 'done', progress: 1 }), aJob({ state: 'running', progress: 0.5 })];
  const followed = new FollowedJobs(source, jobs);
  const { reports, ...context } = work();
  const ended = followed.ended(
    jobs.map(({ id }) => id),
    context,
    1,
  );
  expect(reports).toEqual([0.75]);
  for (const job of jobs) source.announce({ ...job, state: 'done', progress: 1 });
  await ended;
});

test('an interruption rejects at once and leaves the jobs alone', async () => {
  const job = aJob();
  const followed = new FollowedJobs(queue(), [job]);
  const { controller, ...context } = work();
  const ended = followed.ended([job.id], context, 1);
  await sleep(0);
  controller.abort();
  await expect(ended).rejects.toMatchObject({ code: 'call/cancelled' });
  expect(followed.get(job.id).state).toBe('queued');
});

test('stops listening', () => {
  const source = queue();
  const followed = new FollowedJobs(source, []);
  followed.stop();
  expect(source.listeners.size).toBe(0);
});

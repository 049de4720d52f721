import { expect, it, onTestFinished } from 'vitest';
import type { JobContext, JobOutcome } from '../../../../../src-main/jobs/queue/job-kind.ts';
import { JobQueue } from '../../../../../src-main/jobs/queue/queue.ts';
import type { WritableDatabase } from '../../../../../src-main/library/database.ts';
import { silentLog } from '../../../../../src-main/library/log/log.ts';
import { insertJob, type NewJob, type StoredJob } from '../../../../../src-main/library/rows/jobs.ts';
import { JOB_PRIORITIES } from '../../../../../src-shared/contract/job.ts';
import { newJobId } from '../../../../../src-shared/project/ids.ts';
import { eventually } from '../../../../support/until.ts';
import { openTestLibrary } from '../../library/open-test-library.ts';
import { fakeSpawn } from '../tasks/fake-process.ts';

const aJob = (title: string): NewJob => ({
  ...{ id: newJobId(), kind: 'separate', title, payload: null },
  ...{ recordingId: null, separationId: null, projectId: null },
});

/** A queue whose jobs run until `release` names them, or until they are stopped. */
function slowQueue(write: WritableDatabase) {
  const running = new Map<string, () => void>();
  const stopped: string[] = [];
  const run = ({ title }: StoredJob, { signal }: JobContext): Promise<JobOutcome> =>
    new Promise((resolve, reject) => {
      running.set(title, () => resolve({}));
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    }).finally(() => running.delete(title)) as Promise<JobOutcome>;
  const nothing = () => Promise.resolve();
  const kind = {
    ...{ atOnce: 1, run, again: nothing, forgotten: nothing },
    stopped: ({ title }: StoredJob, how: string) => Promise.resolve(void stopped.push(`${title} ${how}`)),
  };
  const queue = new JobQueue({
    ...{ read: write, write, spawn: fakeSpawn({}), kinds: { separate: kind }, log: silentLog },
    ...{ onChange: () => undefined, onForgotten: () => undefined },
  });
  onTestFinished(() => queue.close());
  return { queue, running, stopped };
}

it('starts what has the higher priority first, and of equal priority the oldest', async () => {
  const { write } = await openTestLibrary();
  const { queue, running } = slowQueue(write);
  insertJob(write, aJob('batch 1'), JOB_PRIORITIES.batch);
  insertJob(write, aJob('batch 2'), JOB_PRIORITIES.batch);
  await queue.start();
  queue.add(aJob('low'), JOB_PRIORITIES.low);
  queue.add(aJob('asked'));
  queue.add(aJob('high'), JOB_PRIORITIES.high);
  const order: string[] = [];
  while (order.length < 5) {
    await eventually(() => expect(running.size).toBe(1));
    const [[title, release] = ['', () => undefined]] = running;
    order.push(title);
    release();
    await eventually(() => expect(running.has(title)).toBe(false));
  }
  expect(order).toEqual(['batch 1', 'high', 'asked', 'batch 2', 'low']);
});

it('starts a job that was put first before all others, and puts only waiting jobs first', async () => {
  const { write } = await openTestLibrary();
  const { queue, running } = slowQueue(write);
  await queue.start();
  const first = queue.add(aJob('runs'), JOB_PRIORITIES.high);
  await eventually(() => expect(running.size).toBe(1));
  queue.add(aJob('high'), JOB_PRIORITIES.high);
  const batch = queue.add(aJob('batch'), JOB_PRIORITIES.batch);
  expect(queue.raise(batch.id).priority).toBeGreaterThan(JOB_PRIORITIES.high);
  expect(() => queue.raise(first.id)).toThrow('Only a waiting job can be put first');
  running.get('runs')?.();
  await eventually(() => expect([...running.keys()]).toEqual(['batch']));
});

it('a paused queue stops what runs where it can continue, and stays paused in the next program run', async () => {
  const { write } = await openTestLibrary();
  const first = slowQueue(write);
  await first.queue.start();
  const { id } = first.queue.add(aJob('long'));
  await eventually(() => expect(first.running.size).toBe(1));
  await first.queue.pause();
  expect(first.queue.get(id).state).toBe('queued');
  expect(first.stopped).toEqual([]);
  first.queue.add(aJob('later'));
  await first.queue.close();

  const second = slowQueue(write);
  await second.queue.start();
  expect(second.queue.isPaused).toBe(true);
  expect(second.queue.list().map(({ state }) => state)).toEqual(['queued', 'queued']);
  expect(second.running.size).toBe(0);
  second.queue.unpause();
  await eventually(() => expect([...second.running.keys()]).toEqual(['long']));
});

it('cancelling still cancels while the queue is paused', async () => {
  const { write } = await openTestLibrary();
  const { queue, stopped } = slowQueue(write);
  await queue.start();
  await queue.pause();
  const { id } = queue.add(aJob('unwanted'));
  expect((await queue.cancel(id)).state).toBe('cancelled');
  expect(stopped).toEqual(['unwanted cancelled']);
});

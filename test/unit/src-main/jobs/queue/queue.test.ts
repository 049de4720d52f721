import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JobContext, JobKindRunner, JobOutcome } from '../../../../../src-main/jobs/queue/job-kind.ts';
import { JobQueue, MAX_ATTEMPTS, type JobView } from '../../../../../src-main/jobs/queue/queue.ts';
import type { WritableDatabase } from '../../../../../src-main/library/database.ts';
import {
  getJob,
  insertJob,
  startJob,
  type NewJob,
  type StoredJob,
} from '../../../../../src-main/library/rows/jobs.ts';
import { silentLog } from '../../../../../src-main/library/log/log.ts';
import { Failure } from '../../../../../src-shared/contract/failure.ts';
import type { Job } from '../../../../../src-shared/contract/job.ts';
import { newJobId, type JobId } from '../../../../../src-shared/project/ids.ts';
import { openTestLibrary } from '../../library/open-test-library.ts';
import { fakeSpawn } from '../tasks/fake-process.ts';
import { eventually } from '../../../../support/until.ts';

const aJob = (kind: Job['kind'] = 'import'): NewJob => ({
  id: newJobId(),
  kind,
  title: 'A job',
  recordingId: null,
  separationId: null,
  projectId: null,
  payload: { some: 'thing' },
});

const untilCancelled = (_: StoredJob, { signal }: JobContext): Promise<JobOutcome> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

type Run = JobKindRunner['run'];

function harness(write: WritableDatabase, run: Run, clock?: () => number) {
  const events: JobView[] = [];
  const calls: string[] = [];
  const forgotten: JobId[] = [];
  const note =
    (what: string) =>
    (job: StoredJob, how?: string): Promise<void> => {
      calls.push([what, how].filter(Boolean).join(' '));
      expect(job.payload).toEqual({ some: 'thing' });
      return Promise.resolve();
    };
  const kind = (atOnce: number): JobKindRunner => ({
    atOnce,
    run,
    stopped: note('stopped'),
    again: note('again'),
    forgotten: note('forgotten'),
  });
  const queue = new JobQueue({
    read: write,
    write,
    spawn: fakeSpawn({}),
    kinds: {
      import: kind(2),
      separate: kind(1),
      export: kind(1),
      analyse: { ...kind(1), inBackground: true },
      quality: { ...kind(1), inBackground: true },
      adapt: kind(1),
      align: kind(1),
    },
    onChange: (job) => void events.push(job),
    onForgotten: (id) => void forgotten.push(id),
    log: silentLog,
    ...(clock === undefined ? {} : { clock }),
  });
  onTestFinished(() => queue.close());
  const settled = async (id: JobId): Promise<JobView> => {
    await eventually(() => {
      expect(queue.get(id).state).not.toMatch(/queued|running/);
    });
    return queue.get(id);
  };
  return { queue, events, calls, forgotten, settled };
}

describe('the queue', () => {
  it('runs a job to its end and keeps what it made', async () => {
    const { write } = await openTestLibrary();
    const outcome: JobOutcome = {
      files: [{ path: '/out/mix.wav', name: 'mix.wav', bytes: 10, loudness: null }],
      loudness: { integratedLufs: -20, truePeakDbtp: -1, clippedSamples: 0 },
    };
    const { queue, events, settled } = harness(write, () => Promise.resolve(outcome));
    await queue.start();
    const { id } = queue.add(aJob('export'));
    expect(await settled(id)).toMatchObject({ state: 'done', progress: 1, ...outcome, failure: null });
    expect(events.map(({ state }) => state)).toEqual(['queued', 'running', 'done']);
  });

  it('runs one separation at a time, with imports and exports beside it', async () => {
    const { write } = await openTestLibrary();
    const running: string[] = [];
    const beside = new Set<string>();
    const { queue, settled } = harness(write, async ({ kind }) => {
      running.push(kind);
      await sleep(20);
      beside.add([...running].sort().join(' + '));
      running.splice(running.indexOf(kind), 1);
      return {};
    });
    await queue.start();
    const ids = [aJob('separate'), aJob('separate'), aJob('import'), aJob('export')].map(
      (job) => queue.add(job).id,
    );
    for (const id of ids) expect((await settled(id)).state).toBe('done');
    expect([...beside].some((kinds) => kinds.includes('separate + separate'))).toBe(false);
    expect([...beside]).toContain('export + import + separate');
  });

  it('begins what nobody waits for only once all else is done, one at a time', async () => {
    const { write } = await openTestLibrary();
    const order: string[] = [];
    const { queue, settled } = harness(write, async ({ kind }) => {
      order.push(`${kind} begins`);
      await sleep(20);
      order.push(`${kind} ends`);
      return {};
    });
    const ids = [aJob('analyse'), aJob('separate'), aJob('analyse'), aJob('separate')].map(
      (job) => queue.add(job).id,
    );
    await queue.start();
    for (const id of ids) expect((await settled(id)).state).toBe('done');
    const once = (kind: string) => [`${kind} begins`, `${kind} ends`];
    expect(order).toEqual([once('separate'), once('separate'), once('analyse'), once('analyse')].flat());
  });

  it('queues what follows from a job as that is done', async () => {
    const { write } = await openTestLibrary();
    const following = aJob('analyse');
    const { queue, events, settled } = harness(write, ({ kind }) =>
      Promise.resolve(kind === 'import' ? { next: [following] } : {}),
    );
    await queue.start();
    const { id } = queue.add(aJob('import'));
    expect((await settled(id)).state).toBe('done');
    expect((await settled(following.id)).state).toBe('done');
    expect(events.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'import queued',
      'import running',
      'import done',
      'analyse queued',
      'analyse running',
      'analyse done',
    ]);
  });

  it('keeps the failure of a job that failed, and cleans up after it', async () => {
    const { write } = await openTestLibrary();
    const { queue, calls, settled } = harness(write, () => {
      throw new Failure('audio/no-samples', 'Nothing in it');
    });
    await queue.start();
    const { id } = queue.add(aJob());
    expect(await settled(id)).toMatchObject({
      state: 'failed',
      failure: { code: 'audio/no-samples', message: 'Nothing in it' },
    });
    expect(calls).toEqual(['stopped failed']);
  });

  it('shows no stack of a bug', async () => {
    const { write } = await openTestLibrary();
    const { queue, settled } = harness(write, () => Promise.reject(new TypeError('x is undefined')));
    await queue.start();
    const job = await settled(queue.add(aJob()).id);
    expect(job.state).toBe('failed');
    expect(JSON.stringify(job.failure)).not.toContain('undefined');
  });

  it('cancels a running job and a waiting one', async () => {
    const { write } = await openTestLibrary();
    const { queue, calls } = harness(write, untilCancelled);
    await queue.start();
    const running = queue.add(aJob('separate'));
    const waiting = queue.add(aJob('separate'));
    await eventually(() => {
      expect(queue.get(running.id).state).toBe('running');
    });
    expect((await queue.cancel(waiting.id)).state).toBe('cancelled');
    expect((await queue.cancel(running.id)).state).toBe('cancelled');
    expect(calls).toEqual(['stopped cancelled', 'stopped cancelled']);
    expect((await queue.cancel(running.id)).state).toBe('cancelled');
  });

  it('starts a failed job again when asked, and only such a one', async () => {
    const { write } = await openTestLibrary();
    let works = false;
    const { queue, calls, forgotten, settled } = harness(write, () =>
      works ? Promise.resolve({}) : Promise.reject(new Failure('disk/full', 'Full')),
    );
    await queue.start();
    const { id } = queue.add(aJob());
    await settled(id);
    works = true;
    expect((await queue.retry(id)).state).toBe('queued');
    expect(await settled(id)).toMatchObject({ state: 'done', failure: null });
    expect(calls).toEqual(['stopped failed', 'again']);
    await expect(queue.retry(id)).rejects.toMatchObject({ code: 'call/invalid' });
    await queue.dismiss(id);
    expect(() => queue.get(id)).toThrow(expect.objectContaining({ code: 'job/not-found' }));
    await queue.dismiss(id);
    expect(calls).toEqual(['stopped failed', 'again', 'forgotten']);
    expect(forgotten).toEqual([id]);
  });

  it('takes up what was running when the program was killed, but not for ever', async () => {
    const { write } = await openTestLibrary();
    const job = aJob();
    insertJob(write, job);
    for (let start = 1; start < MAX_ATTEMPTS; start += 1) startJob(write, job.id);
    const first = harness(write, untilCancelled);
    await first.queue.start();
    await eventually(() => {
      expect(getJob(write, job.id)).toMatchObject({ state: 'running', attempts: MAX_ATTEMPTS });
    });
    // As after a kill: the row still says "running", and nothing runs.
    const second = harness(write, untilCancelled);
    await second.queue.start();
    expect(second.queue.get(job.id)).toMatchObject({ state: 'failed', failure: { code: 'process/died' } });
    expect(second.calls).toEqual(['stopped failed']);
  });

  it('stops cleanly at the end of the program and goes on at the next start', async () => {
    const { write } = await openTestLibrary();
    const first = harness(write, (job, context) => {
      context.progress(0.4, 'reading');
      return untilCancelled(job, context);
    });
    await first.queue.start();
    const { id } = first.queue.add(aJob());
    await eventually(() => {
      expect(first.queue.get(id).state).toBe('running');
    });
    await first.queue.close();
    expect(getJob(write, id)).toMatchObject({
      state: 'queued',
      attempts: 0,
      progress: 0.4,
      phase: 'reading',
    });
    expect(first.calls).toEqual([]);
    const second = harness(write, () => Promise.resolve({}));
    await second.queue.start();
    expect((await second.settled(id)).state).toBe('done');
  });

  it('tells of progress ten times a second at most, with the time left, and of the last of it', async () => {
    const { write } = await openTestLibrary();
    let now = 0;
    const { queue, events, settled } = harness(
      write,
      async (_, context) => {
        for (let step = 1; step <= 300; step += 1) {
          now += 0.1;
          context.progress(step / 600, 'separating');
          if (step % 10 === 0) await sleep(10);
        }
        context.progress(0.5, 'separating');
        await sleep(120);
        return {};
      },
      () => now,
    );
    await queue.start();
    const begin = performance.now();
    const { id } = queue.add(aJob('separate'));
    await settled(id);
    const seconds = (performance.now() - begin) / 1000;
    const progress = events.filter(({ phase }) => phase === 'separating');
    expect(progress.length).toBeGreaterThan(2);
    expect(progress.length).toBeLessThanOrEqual(10 * seconds + 3);
    expect(progress.at(-2)).toMatchObject({ state: 'running', progress: 0.5, secondsLeft: 30 });
  });

  it('forgets the oldest of more than a hundred ended jobs while it runs', async () => {
    const { write } = await openTestLibrary();
    const { queue, forgotten, settled } = harness(write, () => Promise.resolve({}));
    await queue.start();
    const ids: JobId[] = [];
    for (let index = 0; index < 103; index += 1) {
      const { id } = queue.add(aJob());
      ids.push(id);
      if (index < 100) await settled(id);
    }
    await eventually(() => expect(forgotten).toHaveLength(3));
    expect(new Set(forgotten)).toEqual(new Set(ids.slice(0, 3)));
    expect(queue.list()).toHaveLength(100);
  });

  it('refuses to change anything where the library is only read', async () => {
    const { write, read } = await openTestLibrary();
    const job = aJob();
    insertJob(write, job);
    const queue = new JobQueue({
      read,
      write: null,
      spawn: fakeSpawn({}),
      kinds: {},
      onChange: () => {},
      onForgotten: () => {},
      log: silentLog,
    });
    await queue.start();
    expect(queue.list().map(({ id }) => id)).toEqual([job.id]);
    await expect(queue.cancel(job.id)).rejects.toMatchObject({ code: 'library/read-only' });
    expect(() => queue.add(aJob())).toThrow(expect.objectContaining({ code: 'library/read-only' }));
  });
});

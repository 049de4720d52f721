import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { declareKind, type JobRooms } from '../../../../../src-main/jobs/kinds/declare.ts';
import { JOB_KINDS, jobRunners, uploadsOf } from '../../../../../src-main/jobs/kinds/job-kinds.ts';
import { JobQueue } from '../../../../../src-main/jobs/queue/queue.ts';
import { silentLog } from '../../../../../src-main/library/log/log.ts';
import { Job } from '../../../../../src-shared/contract/job.ts';
import { newRecordingId } from '../../../../../src-shared/project/ids.ts';
import { eventually } from '../../../../support/until.ts';
import { openTestLibrary } from '../../library/open-test-library.ts';
import { fakeSpawn } from '../tasks/fake-process.ts';

/** All that a new kind takes. */
const CountPayload = z.object({ upTo: z.number().int() });
const counted: number[] = [];
const countKind = declareKind({
  name: 'count',
  payload: CountPayload,
  runner: () => ({
    atOnce: 1,
    run: (job, context) => {
      const { upTo } = CountPayload.parse(job.payload);
      context.progress(1, 'counting');
      counted.push(upTo);
      return Promise.resolve({});
    },
    stopped: () => Promise.resolve(),
    again: () => Promise.resolve(),
    forgotten: () => Promise.resolve(),
  }),
});

describe('kinds of jobs', () => {
  it('are made by one declaration: queued, stored, run, and shown', async () => {
    const library = await openTestLibrary();
    const { write } = library;
    const queue = new JobQueue({
      ...{ read: write, write, spawn: fakeSpawn({}), log: silentLog },
      kinds: { [countKind.name]: countKind.runner({} as JobRooms) },
      onChange: () => {},
      onForgotten: () => {},
    });
    onTestFinished(() => queue.close());
    await queue.start();
    const { id } = queue.add(countKind.job({ title: 'To three' }, { upTo: 3 }));
    await eventually(() => {
      expect(queue.get(id)).toMatchObject({ state: 'done', kind: 'count', phase: 'counting' });
    });
    expect(counted).toEqual([3]);
    expect(Job.shape.kind.parse(queue.get(id).kind)).toBe('count');
    // A library that another version of Divisi has queued a job in.
    const unknown = queue.add({ ...countKind.job({ title: 'Whatever' }, { upTo: 1 }), kind: 'guess' });
    await eventually(() => {
      expect(queue.get(unknown.id)).toMatchObject({ state: 'failed', failure: { code: 'call/invalid' } });
    });
    await queue.dismiss(unknown.id);
  });

  it('do not take another kind’s payload', () => {
    // @ts-expect-error it counts up to a number
    expect(countKind.job({ title: 'To three' }, { upTo: 'three' }).kind).toBe('count');
  });

  it('have names of their own, and a runner each', () => {
    const names = JOB_KINDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(jobRunners({} as JobRooms))).toEqual(names);
    for (const name of names) expect(Job.shape.kind.safeParse(name).success).toBe(true);
  });

  it('tell which uploads their jobs read', () => {
    const [importKind] = JOB_KINDS;
    const job = (state: 'queued' | 'done', temporary: boolean) => ({
      ...{ state, kind: 'import', title: 'a' },
      payload: {
        ...{ recordingId: newRecordingId(), sourcePath: '/uploads/a.wav', storage: 'copy', title: 'a' },
        ...{ players: [], isDemo: false, temporary },
      },
    });
    expect(importKind?.name).toBe('import');
    expect(uploadsOf([job('queued', true), job('queued', false)] as never)).toEqual(['/uploads/a.wav']);
    expect(uploadsOf([job('done', true)] as never)).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import type { Job } from '../../../../../src-shared/contract/job.ts';
import {
  JobNotices,
  type JobNotice,
  type JobSurface,
} from '../../../../../src-main/doors/electron/job-notices.ts';
import { job } from './job.ts';

function surface(isWatched = false) {
  const seen = { progress: [] as (number | null)[], awake: [] as boolean[], notices: [] as JobNotice[] };
  const fake: JobSurface = {
    showProgress: (progress) => void seen.progress.push(progress),
    keepAwake: (isNeeded) => void seen.awake.push(isNeeded),
    isWatched: () => isWatched,
    notify: (notice) => void seen.notices.push(notice),
  };
  return { seen, notices: new JobNotices(fake) };
}

/** Plays the jobs' changes: each step replaces the job of that id. */
function play(notices: JobNotices, ...changes: Job[]): void {
  const jobs = new Map<string, Job>();
  for (const change of changes) {
    jobs.set(change.id, change);
    const unfinished = [...jobs.values()].filter(({ state }) => state === 'queued' || state === 'running');
    notices.update(unfinished, change);
  }
}

test('progress is the mean over the jobs; the computer stays awake only while one runs', () => {
  const { seen, notices } = surface();
  const first = job({ progress: 0.5 });
  const second = job({ state: 'queued' });
  play(notices, second, first, { ...first, state: 'done', progress: 1 }, { ...second, state: 'cancelled' });
  expect(seen.progress).toEqual([0, 0.25, 0, null]);
  expect(seen.awake).toEqual([false, true, false, false]);
});

test('the end of a job is told once, with what came of it', () => {
  const one = job();
  const { seen, notices } = surface();
  play(notices, one, { ...one, progress: 0.9 }, { ...one, state: 'done' });
  expect(seen.notices).toEqual([{ title: 'Minuet is separated', body: '', jobId: one.id }]);

  const failed = surface();
  play(failed.notices, one, {
    ...one,
    state: 'failed',
    failure: { code: 'disk/full', message: 'The disk is full' },
  });
  expect(failed.seen.notices).toEqual([{ title: 'Minuet failed', body: 'The disk is full', jobId: one.id }]);
});

test('a folder’s import is told when its last file is done, not file by file', () => {
  const { seen, notices } = surface();
  const files = Array.from({ length: 5 }, () => job({ kind: 'import' }));
  play(
    notices,
    ...files,
    ...files.map((one, index): Job => ({ ...one, state: index === 2 ? 'failed' : 'done' })),
  );
  expect(seen.notices).toEqual([{ title: '5 jobs have ended', body: '4 done, 1 failed', jobId: null }]);
});

test('nothing is told of background work, of what the user cancelled, or of what the user watches', () => {
  const { seen, notices } = surface();
  const listening = job({ kind: 'analyse' });
  const cancelled = job();
  play(notices, listening, cancelled, { ...cancelled, state: 'cancelled' }, { ...listening, state: 'done' });
  expect(seen.notices).toEqual([]);
  // Listening that still runs keeps nothing back.
  const behind = surface();
  play(behind.notices, listening, cancelled, { ...cancelled, state: 'done' });
  expect(behind.seen.notices).toHaveLength(1);
  const watched = surface(true);
  play(watched.notices, cancelled, { ...cancelled, state: 'done' });
  expect(watched.seen.notices).toEqual([]);
});

test('a job that failed and was started again is told of at its last end', () => {
  const { seen, notices } = surface();
  const [one, other] = [job(), job({ title: 'Trio' })];
  play(
    notices,
    other,
    one,
    { ...one, state: 'failed' },
    { ...one, state: 'queued' },
    { ...other, state: 'done' },
    { ...one, state: 'done' },
  );
  expect(seen.notices).toEqual([{ title: '2 jobs have ended', body: '2 done', jobId: null }]);
});

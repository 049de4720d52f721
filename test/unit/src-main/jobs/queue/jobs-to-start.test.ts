import { describe, expect, it } from 'vitest';
import { unknownKind, type JobKindRunner } from '../../../../../src-main/jobs/queue/job-kind.ts';
import { jobsToStart } from '../../../../../src-main/jobs/queue/jobs-to-start.ts';
import type { StoredJob } from '../../../../../src-main/library/rows/jobs.ts';

const KINDS: Readonly<Record<string, JobKindRunner>> = {
  import: { ...unknownKind('import'), atOnce: 2 },
  separate: unknownKind('separate'),
  analyse: { ...unknownKind('analyse'), inBackground: true },
};
const kindOf = ({ kind }: StoredJob): JobKindRunner => KINDS[kind] ?? unknownKind(kind);
const jobs = (...kinds: string[]): StoredJob[] =>
  kinds.map((kind, at) => ({ kind, title: String(at) }) as StoredJob);
const started = (running: string[], queued: string[]): string[] =>
  jobsToStart(jobs(...running), jobs(...queued), kindOf).map(({ kind, title }) => `${kind} ${title}`);

describe('which queued jobs begin', () => {
  it('is as many of a kind as may run at once, oldest first', () => {
    expect(started([], ['import', 'import', 'import', 'separate', 'separate'])).toEqual([
      'import 0',
      'import 1',
      'separate 3',
    ]);
    expect(started(['import', 'separate'], ['separate', 'import', 'import'])).toEqual(['import 1']);
  });

  it('is work in the background only while nobody waits for another job', () => {
    expect(started([], ['analyse', 'analyse'])).toEqual(['analyse 0']);
    expect(started([], ['analyse', 'import'])).toEqual(['import 1']);
    expect(started(['separate'], ['analyse'])).toEqual([]);
  });

  it('is a job of an unknown kind too, so that it can fail and say why', () => {
    expect(started([], ['guess', 'guess'])).toEqual(['guess 0']);
  });
});

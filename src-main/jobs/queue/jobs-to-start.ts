import type { StoredJob } from '../../library/rows/jobs.ts';
import type { JobKindRunner } from './job-kind.ts';

/**
 * Which queued jobs start now, oldest first. Each kind has a limit of concurrent jobs; background kinds start
 * only while no other job runs or waits.
 */
export function jobsToStart(
  running: readonly StoredJob[],
  queued: readonly StoredJob[],
  kindOf: (job: StoredJob) => JobKindRunner,
): StoredJob[] {
  const isAwaited = (job: StoredJob): boolean => kindOf(job).inBackground !== true;
  const isBusy = running.some(isAwaited) || queued.some(isAwaited);
  const active = new Map<string, number>();
  const count = ({ kind }: StoredJob): number => active.get(kind) ?? 0;
  for (const job of running) active.set(job.kind, count(job) + 1);
  const starting: StoredJob[] = [];
  for (const job of queued) {
    if (count(job) >= kindOf(job).atOnce || (isBusy && !isAwaited(job))) continue;
    active.set(job.kind, count(job) + 1);
    starting.push(job);
  }
  return starting;
}

import { JobId } from '../../../src-shared/project/ids.ts';
import {
  batchIn,
  cancelJobs,
  isQueuePaused,
  jobsIn,
  pauseJobs,
  requireDone,
  resumeJobs,
  waitForJobs,
  type QueuedBatch,
  type QueuedJob,
} from '../../app/library-jobs.ts';
import { command, group } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { outcomesInWords } from './import.ts';
import { flag, invalid } from './options.ts';
import { onOneLine } from './terminal.ts';
import { print, withWork } from './use-case.ts';

const options = { library: libraryOption('the library'), json };
const JOBS = '{"jobs": [{"id", "kind", "state", "title", "progress", "problem": {"code", "message"}}]}';

const list = command({
  name: 'jobs list',
  summary: 'Lists what waits, runs and has ended',
  positionals: [],
  about: `Lists what waits, runs and has ended, also while a window has the library open, and the last batch that a window
    started, with what was left or failed.`,
  options,
  json: `${JOBS.slice(0, -1)}, "paused",
    "batch": null or {"state", "files", "imported", "existing", "separated", "usedAgain", "left", "failed", "failure"}}`,
  async run({ values }, io) {
    const jobs = await jobsIn(values.library);
    const paused = await isQueuePaused(values.library);
    const batch = await batchIn(values.library);
    const note = paused ? 'The queue is paused; "divisi jobs continue" continues it\n' : '';
    print(
      io,
      values.json,
      { ...toJson(jobs), paused, batch },
      () => `${inWords(jobs)}${batch === null ? '' : batchInWords(batch)}${note}`,
    );
  },
});

const cancel = command({
  name: 'jobs cancel',
  summary: 'Cancels jobs that wait',
  positionals: ['[ID…]'],
  about: 'Cancels jobs that wait or were interrupted. What a window works on is cancelled in the window.',
  options: { all: flag('cancels all that wait, and the batch they belong to'), ...options },
  json: `${JOBS}, the cancelled ones`,
  async run({ values, positionals }, io) {
    if (values.all === positionals.length > 0) throw invalid('ID is missing: give IDs, or --all');
    const ids = values.all ? null : positionals.map(jobId);
    const jobs = await withWork(io, (work) => cancelJobs(values.library, ids, work));
    print(io, values.json, toJson(jobs), () => inWords(jobs));
  },
});

const resume = command({
  name: 'jobs resume',
  summary: 'Starts failed and cancelled jobs again, and works through the queue',
  positionals: ['[ID…]'],
  about: `Starts these failed or cancelled jobs again, or all of them where no ID is given, and works through the queue as
    "jobs wait" does. A batch that a window left goes on with its files. A separation continues from its last finished segment. An import that failed because the library
    has the recording starts again only by its ID, and then imports it a second time.`,
  options,
  json: JOBS,
  async run({ values, positionals }, io) {
    const ids = positionals.length === 0 ? null : positionals.map(jobId);
    const jobs = await withWork(io, (work) => resumeJobs(values.library, ids, work));
    print(io, values.json, toJson(jobs), () => inWords(jobs));
    requireDone(jobs);
  },
});

const wait = command({
  name: 'jobs wait',
  summary: 'Works through the queue until nothing waits any more',
  positionals: [],
  about: `Works through what an import or a window left in the queue, and a batch that a window left, until nothing waits any more. Interrupted, jobs keep what
    they have done and continue the next time. Where a window has the library open, waits for that window instead.`,
  options,
  json: JOBS,
  async run({ values }, io) {
    const jobs = await withWork(io, (work) => waitForJobs(values.library, work));
    print(io, values.json, toJson(jobs), () => inWords(jobs));
    requireDone(jobs.filter(({ state }) => state !== 'cancelled'));
  },
});

const pausing = (name: 'pause' | 'continue', paused: boolean, summary: string, about: string) =>
  command({
    name: `jobs ${name}`,
    summary,
    positionals: [],
    about,
    options,
    json: '{"paused"}',
    async run({ values }, io) {
      await withWork(io, (work) => pauseJobs(values.library, paused, work));
      print(io, values.json, { paused }, () => (paused ? 'The queue is paused\n' : 'The queue continues\n'));
    },
  });

const pause = pausing(
  'pause',
  true,
  'Lets nothing start until "jobs continue"',
  `Lets no job start until "jobs continue" or the window continues the queue, also after a restart. A window that has the
    library open pauses its queue itself.`,
);
const proceed = pausing(
  'continue',
  false,
  'Lets a paused queue start jobs again',
  'Lets a paused queue start jobs again; "jobs wait" then works through it.',
);

export const jobs = group(
  { name: 'jobs', summary: "Lists, cancels, pauses and resumes what a library's queue holds", about: '' },
  [list, cancel, resume, wait, pause, proceed],
);

function jobId(given: string): JobId {
  const id = JobId.safeParse(given);
  if (!id.success) throw invalid(`"${given}" is not the ID of a job; divisi jobs list prints them`);
  return id.data;
}

const toJson = (found: readonly QueuedJob[]) => ({
  jobs: found.map(({ id, kind, state, title, progress, failure }) => ({
    id,
    kind,
    state,
    title,
    progress,
    problem: failure === null ? null : { code: failure.code, message: failure.message },
  })),
});

const BATCH_STATES = {
  running: 'not finished',
  done: 'finished',
  cancelled: 'cancelled',
  failed: 'stopped',
} as const;

function batchInWords({ state, failure, ...outcomes }: QueuedBatch): string {
  const why = failure === null ? '' : `, because ${onOneLine(failure.message)}`;
  return `Batch of ${outcomes.files} files, ${BATCH_STATES[state]}${why}: ${outcomesInWords(outcomes)}`;
}

function inWords(found: readonly QueuedJob[]): string {
  if (found.length === 0) return 'The queue is empty\n';
  return found
    .map(({ id, kind, state, title, progress, failure }) => {
      const how = state === 'running' ? `running, ${Math.floor(progress * 100)} %` : state;
      const why = failure === null ? '' : `: ${onOneLine(failure.message)}`;
      return `${id}  ${kind}  ${how}  ${onOneLine(title)}${why}\n`;
    })
    .join('');
}

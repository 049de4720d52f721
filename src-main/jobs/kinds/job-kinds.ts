import type { StoredJob } from '../../library/rows/jobs.ts';
import type { JobKindRunner } from '../queue/job-kind.ts';
import { adaptKind } from './adapt.ts';
import { alignKind } from './align.ts';
import { analyseKind } from './analyse.ts';
import type { JobKind, JobRooms } from './declare.ts';
import { editStemsKind } from './edit-stems.ts';
import { exportKind } from './export.ts';
import { hearKind } from './hear.ts';
import { importKind } from './import.ts';
import { prepareStudyKind } from './prepare-study.ts';
import { qualityKind } from './quality.ts';
import { separateKind } from './separate.ts';
import { storeStemsKind } from './store-stems.ts';

/** Every kind of job. A new one is a file that declares it, and its entry here. */
export const JOB_KINDS: readonly JobKind<never>[] = [
  importKind,
  separateKind,
  exportKind,
  analyseKind,
  qualityKind,
  adaptKind,
  alignKind,
  hearKind,
  editStemsKind,
  prepareStudyKind,
  storeStemsKind,
];

/** What the queue runs, by the kind's name. */
export const jobRunners = (rooms: JobRooms): Record<string, JobKindRunner> =>
  Object.fromEntries(JOB_KINDS.map((kind) => [kind.name, kind.runner(rooms)]));

/** Uploaded files that unfinished jobs read, or that failed ones would read if the user retried them. */
export const uploadsOf = (jobs: readonly StoredJob[]): string[] =>
  jobs.flatMap((job) => JOB_KINDS.flatMap((kind) => kind.uploads(job)));

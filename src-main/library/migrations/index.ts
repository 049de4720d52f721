import type { Database } from 'better-sqlite3';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { recordings } from './001-recordings.ts';
import { separations } from './002-separations.ts';
import { projects } from './003-projects.ts';
import { jobs } from './004-jobs.ts';
import { analyses } from './005-analyses.ts';
import { items } from './006-items.ts';
import { quality } from './007-quality.ts';
import { adaptations } from './008-adaptations.ts';
import { pretraining } from './009-pretraining.ts';
import { tombstones } from './010-tombstones.ts';
import { recordingNotes } from './011-recording-notes.ts';
import { sidecars } from './012-sidecars.ts';
import { alignJobs } from './013-align-jobs.ts';
import { anyJobKind } from './014-any-job-kind.ts';
import { stemVersions } from './015-stem-versions.ts';
import { wordsAnywhere } from './016-words-anywhere.ts';
import { projectHistory } from './017-project-history.ts';
import { metadata } from './018-metadata.ts';
import { undeclared } from './019-undeclared.ts';
import { jobPriority } from './020-job-priority.ts';
import { studies } from './021-studies.ts';
import { mixes } from './022-mixes.ts';
import { find } from './023-find.ts';
import { covers } from './024-covers.ts';
import { effort } from './025-effort.ts';
import { facets } from './026-facets.ts';
import { moreSidecars } from './027-more-sidecars.ts';
import { batches } from './028-batches.ts';
import { narrower } from './029-narrower.ts';
import { uploads } from './030-uploads.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = [
  recordings,
  separations,
  projects,
  jobs,
  analyses,
  items,
  quality,
  adaptations,
  pretraining,
  tombstones,
  recordingNotes,
  sidecars,
  alignJobs,
  anyJobKind,
  stemVersions,
  wordsAnywhere,
  projectHistory,
  metadata,
  undeclared,
  jobPriority,
  studies,
  mixes,
  find,
  covers,
  effort,
  facets,
  moreSidecars,
  batches,
  narrower,
  uploads,
];
export const LATEST_VERSION = MIGRATIONS.length;

export function versionOf(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/** @throws Failure `library/newer` where a newer Divisi wrote the database */
export function refuseNewer(version: number, latest: number = LATEST_VERSION): void {
  if (version > latest) {
    throw new Failure(
      'library/newer',
      `This library was last opened by a newer Divisi (schema ${version}; this one knows ${latest}). ` +
        'Update Divisi, or choose another library folder.',
      { details: { version, latest } },
    );
  }
}

/**
 * Brings the schema up to date, each step in a transaction of its own: a step that fails leaves the one before it.
 * @returns the versions that were run
 */
export function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): number[] {
  const begin = versionOf(database);
  refuseNewer(begin, migrations.length);
  const done: number[] = [];
  for (const migration of migrations.slice(begin)) {
    database
      .transaction(() => {
        database.exec(migration.sql);
        database.pragma(`user_version = ${migration.version}`);
      })
      .exclusive();
    done.push(migration.version);
  }
  return done;
}

import { dirname, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { Participant, StudySummary } from '../../../src-shared/contract/studies.ts';
import { StudyId } from '../../../src-shared/project/ids.ts';
import { createApp, type App } from '../app.ts';
import { jobsOf, watchJobs } from '../await-jobs.ts';
import { isUnmade } from '../../library/trust.ts';
import { openExisting } from '../find-in-library.ts';
import { existingFile } from '../files/source.ts';
import type { Work } from '../files/work.ts';
import { windowless } from '../windowless.ts';
import { exportText } from './results.ts';
import { getStudy, noStudy } from '../../library/rows/studies.ts';
import { parseStudy } from '../../../src-shared/studies/study.ts';

/** Listening tests without a window. */

export interface CreatedStudy {
  readonly id: StudyId;
  readonly name: string;
  readonly trials: number;
  readonly notes: readonly string[];
}

/**
 * Reads a webMUSHRA configuration or a design into a library that no other program has open, and prepares it for participants.
 * @param sounds the folder with its sounds; the configuration's own by default
 * @throws Failure `study/invalid`, `file/*`, `audio/*`, `library/*`, `call/cancelled`
 */
export async function createStudy(
  libraryDir: string,
  yaml: string,
  sounds: string | undefined,
  work: Work,
): Promise<CreatedStudy> {
  const path = await existingFile(yaml);
  // A new library is made, as an import makes one.
  const open = isUnmade(libraryDir) ? openApp : withApp;
  return open(libraryDir, 'write', work, async (app) => {
    const { grants, calls } = app;
    const file = grants.grantPath(path, { kind: 'file', access: 'read' }).grantId;
    const folder = grants.grantPath(sounds === undefined ? dirname(path) : resolve(sounds), {
      kind: 'folder',
      access: 'read',
    }).grantId;
    const { document, notes } = await calls.studies.importYaml({ yaml: file, files: [folder] }, work);
    const { jobId } = await calls.studies.prepare({ studyId: StudyId.parse(document.id) }, work);
    await watchJobs(async () => (await jobsOf(app, work)).filter(({ id }) => id === jobId), work, 1);
    const job = (await jobsOf(app, work)).find(({ id }) => id === jobId);
    if (job?.failure) throw Failure.fromData({ code: job.failure.code, message: job.failure.message });
    return { id: StudyId.parse(document.id), name: document.name, trials: document.trials.length, notes };
  });
}

/** Also while a window has the library open. Removed studies are left out. */
export const studiesIn = (libraryDir: string, work: Work): Promise<readonly StudySummary[]> =>
  withApp(libraryDir, 'read', work, async ({ calls }) =>
    (await calls.studies.list(undefined, work))
      .filter(({ isRemoved }) => !isRemoved)
      .map((study) => ({ ...study, id: StudyId.parse(study.id) })),
  );

/**
 * A study's participants.
 * @param add how many new ones to add first, which needs the library for itself
 */
export const studyParticipants = (
  libraryDir: string,
  studyId: StudyId,
  add: number,
  work: Work,
): Promise<readonly Pick<Participant, 'label' | 'path' | 'state' | 'answered' | 'screens' | 'seed'>[]> =>
  withApp(libraryDir, add > 0 ? 'write' : 'read', work, async ({ calls }) =>
    add > 0
      ? calls.studies.addParticipants({ studyId, count: add }, work)
      : calls.studies.participants({ studyId }, work),
  );

/** Also while participants answer. @throws Failure `library/not-found` */
export async function studyResultsText(
  libraryDir: string,
  studyId: StudyId,
  format: 'csv' | 'json',
): Promise<string> {
  const library = await openExisting(libraryDir);
  try {
    const row = getStudy(library.read, studyId);
    if (row === null) throw noStudy();
    return exportText(library.read, parseStudy(JSON.parse(row.document)), format);
  } finally {
    library.close();
  }
}

async function withApp<T>(
  libraryDir: string,
  access: 'read' | 'write',
  work: Work,
  run: (app: App) => Promise<T>,
): Promise<T> {
  // Opening a missing library must not create it.
  (await openExisting(libraryDir)).close();
  return openApp(libraryDir, access, work, run);
}

async function openApp<T>(
  libraryDir: string,
  access: 'read' | 'write',
  work: Work,
  run: (app: App) => Promise<T>,
): Promise<T> {
  const app = await createApp({ ...windowless(work.program, libraryDir), access });
  try {
    return await run(app);
  } finally {
    await app.close();
  }
}

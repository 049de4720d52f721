import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { PreparedStudy } from '../../../src-shared/contract/studies.ts';
import type { StudyId } from '../../../src-shared/project/ids.ts';
import { QuestionAnswers, StoredAnswer } from '../../../src-shared/studies/answers.ts';
import { planOf } from '../../../src-shared/studies/plan.ts';
import { csvOf, longRows } from '../../../src-shared/studies/results/csv.ts';
import type { AnsweredSession } from '../../../src-shared/studies/results/observations.ts';
import { resultsOf } from '../../../src-shared/studies/results/results.ts';
import { parseStudy, type StudyDocument } from '../../../src-shared/studies/study.ts';
import { studyDirOf } from '../../library/folder.ts';
import { getStudy, noStudy } from '../../library/rows/studies.ts';
import { readInputs, StudyInputs, withPaths } from '../../studies/inputs.ts';
import { openExisting } from '../find-in-library.ts';
import { sha256Of } from '../../audio/read/file-content.ts';
import { answeredSessions } from '../studies/results.ts';
import type { Collected } from './collected.ts';
import { requireUnchanged } from './archived-sound.ts';
import type { ArchivedSound, ArchivedStudy } from './format.ts';

const Document = z.unknown().transform((value) => parseStudy(value));

/** `study.json`: what was asked of whom, and what they answered. */
export const StudyRecord = z.object({
  study: Document,
  versions: z.array(
    z.object({ revision: z.number().int(), document: Document, prepared: PreparedStudy.nullable() }),
  ),
  sessions: z.array(
    z.object({
      label: z.string(),
      seed: z.number().int().nonnegative(),
      revision: z.number().int(),
      startedAt: z.string().nullable(),
      finishedAt: z.string().nullable(),
      questions: QuestionAnswers,
      answers: z.array(StoredAnswer),
    }),
  ),
});
export type StudyRecord = z.infer<typeof StudyRecord>;

/** Everything that follows from a study's record: statistics, each participant's plan, and the table. */
export function studyOutcome({ study, versions, sessions }: StudyRecord): {
  readonly results: unknown;
  readonly csv: string;
} {
  const documents = new Map(versions.map(({ revision, document }) => [revision, document]));
  const answered = sessions.map((session): AnsweredSession => {
    const own: StudyDocument = documents.get(session.revision) ?? study;
    return { ...session, study: own };
  });
  const statistics = resultsOf(study, answered);
  const prepared = new Map(
    versions.flatMap(({ revision, prepared: made }) => (made === null ? [] : [[revision, made] as const])),
  );
  const plans = answered.map(({ label, study: own, seed }) => ({ label, seed, screens: planOf(own, seed) }));
  return {
    results: { statistics, plans },
    csv: csvOf(longRows({ sessions: answered, screening: statistics.screening, prepared })),
  };
}

/**
 * Collects a listening test: its versions, seeds and answers, its results, and the hashes of what participants heard.
 * @throws Failure `library/not-found`
 */
export async function archiveStudy(
  libraryDir: string,
  studyId: StudyId,
  folder: string,
  withSounds: boolean,
  into: Collected,
): Promise<ArchivedStudy> {
  const library = await openExisting(libraryDir);
  try {
    const row = getStudy(library.read, studyId);
    if (row === null) throw noStudy();
    const study = parseStudy(JSON.parse(row.document));
    const { sessions, prepared } = answeredSessions(library.read, study);
    const versions = [...new Map(sessions.map((session) => [session.revision, session.study]))];
    const record: StudyRecord = {
      study,
      versions: versions.map(([revision, document]) => ({
        ...{ revision, document },
        prepared: prepared.get(revision) ?? null,
      })),
      sessions: sessions.map(({ study: _, answers, questions, ...session }) => ({
        ...session,
        questions: { ...questions },
        answers: [...answers],
      })),
    };
    into.addDocument(`${folder}/study.json`, record);
    const { results, csv } = studyOutcome(record);
    into.addDocument(`${folder}/results.json`, results);
    into.addBytes(`${folder}/results.csv`, Buffer.from(csv, 'utf8'));
    const sounds: ArchivedStudy['sounds'] = {};
    const inputs: ArchivedStudy['inputs'] = {};
    for (const [revision] of prepared) {
      const dir = studyDirOf(library.folder, studyId, revision);
      sounds[String(revision)] = await soundHashes(dir);
      const files = await archiveInputs(dir, inputsEntry(folder, String(revision)), withSounds, into);
      if (files !== null) inputs[String(revision)] = files;
    }
    return { name: study.name, folder, sounds, inputs };
  } finally {
    library.close();
  }
}

/** What a prepared version was rendered from, with hashes in place of paths; null where nobody wrote it down. */
async function archiveInputs(
  dir: string,
  entry: string,
  withSounds: boolean,
  into: Collected,
): Promise<Record<string, ArchivedSound> | null> {
  const inputs = await readInputs(dir);
  if (inputs === null) return null;
  const hashOf = (file: string): string => {
    const content = inputs.files[file];
    if (content === undefined)
      throw new Failure('file/unreadable', `The inputs in "${dir}" contradict themselves`);
    return content.sha256;
  };
  const files: Record<string, ArchivedSound> = {};
  for (const [file, content] of Object.entries(inputs.files)) {
    const path = resolve(dir, file);
    if (withSounds) await requireUnchanged(path, content.sha256);
    const sound = { ...content, title: basename(file) };
    files[content.sha256] = { ...sound, entry: withSounds ? into.addSound(path, content) : null };
  }
  const { levelMatch } = inputs;
  into.addDocument(entry, { levelMatch, trials: withPaths(inputs.trials, hashOf) });
  return files;
}

/** `inputs-VERSION.json`. */
export const ArchivedInputs = StudyInputs.pick({ levelMatch: true, trials: true });
export const inputsEntry = (folder: string, version: string): string => `${folder}/inputs-${version}.json`;

/** SHA-256 of each sound that participants hear. */
export async function soundHashes(dir: string): Promise<Record<string, string>> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.wav')).sort();
  const hashes: Record<string, string> = {};
  for (const name of names) hashes[name] = await sha256Of(join(dir, name));
  return hashes;
}

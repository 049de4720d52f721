import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
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
import { openExisting } from '../find-in-library.ts';
import { sha256Of } from '../../audio/read/file-content.ts';
import { answeredSessions } from '../studies/results.ts';
import type { Collected } from './collected.ts';
import type { ArchivedStudy } from './format.ts';

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
    for (const [revision] of prepared) {
      sounds[String(revision)] = await hashesIn(studyDirOf(library.folder, studyId, revision));
    }
    return { name: study.name, folder, sounds };
  } finally {
    library.close();
  }
}

async function hashesIn(dir: string): Promise<Record<string, string>> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.wav')).sort();
  const hashes = await Promise.all(names.map((name) => sha256Of(join(dir, name))));
  return Object.fromEntries(names.map((name, index) => [name, hashes[index] ?? '']));
}

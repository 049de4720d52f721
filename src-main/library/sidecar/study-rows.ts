import { z } from 'zod';
import { PreparedStudy } from '../../../src-shared/contract/studies.ts';
import { StudyId, StudySessionId } from '../../../src-shared/project/ids.ts';
import { QuestionAnswers, StoredAnswer } from '../../../src-shared/studies/answers.ts';
import { parseStudy } from '../../../src-shared/studies/study.ts';
import { isFailure } from '../../../src-shared/contract/failure.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { json, jsonOrNull } from '../rows/columns.ts';
import { answersOf, putAnswer } from '../rows/study-sessions.ts';

const text = z.string().max(200);
const whole = z.number().int().nonnegative();
const time = z.string().max(40);

const Revision = z.object({
  revision: whole,
  /** In the schema that it was saved with. */
  document: z.unknown(),
  savedAt: time,
  prepared: PreparedStudy.nullable(),
});
const Session = z.object({
  id: StudySessionId,
  number: whole,
  token: text.min(1),
  seed: z.number().int(),
  revision: whole,
  screens: whole,
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  revokedAt: time.nullable(),
  questions: QuestionAnswers,
});

const Study = z.object({
  id: StudyId,
  revision: whole,
  createdAt: time,
  updatedAt: time,
  removedAt: time.nullable(),
});

/** A listening test as a document: its versions, participants and answers. */
export const StudyRows = Study.extend({
  revisions: z.array(Revision).max(100_000),
  sessions: z.array(Session.extend({ answers: z.array(StoredAnswer).max(10_000) })).max(100_000),
});
export type StudyRows = z.infer<typeof StudyRows>;

/** Null if the study does not exist. */
export function readStudyRows(db: ReadableDatabase, id: StudyId): StudyRows | null {
  const study = db.get(
    `SELECT id, revision, created_at AS createdAt, updated_at AS updatedAt, removed_at AS removedAt
     FROM studies WHERE id = $id`,
    Study,
    { id },
  );
  if (study === null) return null;
  const revisions = db.all(
    `SELECT revision, document, saved_at AS savedAt, prepared FROM study_revisions WHERE study_id = $id
     ORDER BY revision`,
    Revision.extend({ document: json(z.unknown()), prepared: jsonOrNull(PreparedStudy) }),
    { id },
  );
  const sessions = db.all(
    `SELECT id, number, token, seed, revision, screens, created_at AS createdAt, started_at AS startedAt,
       finished_at AS finishedAt, revoked_at AS revokedAt, questions FROM study_sessions WHERE study_id = $id
     ORDER BY number`,
    Session.extend({ questions: json(QuestionAnswers) }),
    { id },
  );
  return {
    ...study,
    revisions,
    sessions: sessions.map((session) => ({ ...session, answers: answersOf(db, session.id) })),
  };
}

/** Why rows that anybody may have written can't be taken in; null if they can. */
export function studyProblem(db: ReadableDatabase, rows: StudyRows): string | null {
  const { id, revision, revisions, sessions } = rows;
  const newest = revisions.find((each) => each.revision === revision);
  if (newest === undefined) return 'its newest version is missing';
  try {
    if (parseStudy(newest.document).id !== id) return 'it contains another study';
  } catch (error) {
    if (isFailure(error)) return error.message;
    throw error;
  }
  const areUnique = (values: readonly (string | number)[]): boolean => new Set(values).size === values.length;
  const isSound =
    areUnique(revisions.map((each) => each.revision)) &&
    areUnique(sessions.map((each) => each.id)) &&
    areUnique(sessions.map((each) => each.token)) &&
    areUnique(sessions.map((each) => each.number)) &&
    sessions.every(({ answers }) => areUnique(answers.map(({ key }) => key)));
  if (!isSound) return 'it has the same version, participant or answer twice';
  const isTaken = sessions.some(
    (session) =>
      db.get(
        'SELECT id FROM study_sessions WHERE (id = $session OR token = $token) AND study_id != $id LIMIT 1',
        z.object({ id: z.string() }),
        { session: session.id, token: session.token, id },
      ) !== null,
  );
  return isTaken ? 'another study has one of its participants' : null;
}

/** Makes a study's rows, in place of those that are there. The caller has asked `studyProblem`. */
export function replaceStudyRows(db: WritableDatabase, rows: StudyRows): void {
  const { revisions, sessions, ...study } = rows;
  const { id } = study;
  db.transaction(() => {
    const own = '(SELECT id FROM study_sessions WHERE study_id = $id)';
    db.run(`DELETE FROM study_answers WHERE session_id IN ${own}`, { id });
    for (const table of ['study_sessions', 'study_revisions'])
      db.run(`DELETE FROM ${table} WHERE study_id = $id`, { id });
    db.run('DELETE FROM studies WHERE id = $id', { id });
    db.run(
      `INSERT INTO studies (id, revision, created_at, updated_at, removed_at)
       VALUES ($id, $revision, $createdAt, $updatedAt, $removedAt)`,
      study,
    );
    for (const { document, prepared, ...revision } of revisions) {
      db.run(
        `INSERT INTO study_revisions (study_id, revision, document, saved_at, prepared)
         VALUES ($id, $revision, $document, $savedAt, $prepared)`,
        {
          ...revision,
          id,
          document: JSON.stringify(document),
          prepared: prepared === null ? null : JSON.stringify(prepared),
        },
      );
    }
    for (const { answers, questions, ...session } of sessions) {
      db.run(
        `INSERT INTO study_sessions (id, study_id, number, token, seed, revision, screens, created_at, started_at,
           finished_at, revoked_at, questions)
         VALUES ($id, $studyId, $number, $token, $seed, $revision, $screens, $createdAt, $startedAt, $finishedAt,
           $revokedAt, $questions)`,
        { ...session, studyId: id, questions: JSON.stringify(questions) },
      );
      for (const answer of answers) putAnswer(db, session.id, answer);
    }
  });
}

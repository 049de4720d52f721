import { z } from 'zod';
import { StudyId, StudySessionId } from '../../../src-shared/project/ids.ts';
import {
  Effort,
  QuestionAnswers,
  ScreenAnswer,
  type StoredAnswer,
} from '../../../src-shared/studies/answers.ts';
import { flag, json, toFlag } from './columns.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';

const SessionRow = z.object({
  id: StudySessionId,
  studyId: StudyId,
  /** Counted from 1 in each study. */
  number: z.number().int(),
  token: z.string(),
  seed: z.number().int(),
  revision: z.number().int(),
  screens: z.number().int(),
  answered: z.number().int(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  questions: json(QuestionAnswers),
});
export type StoredSession = z.infer<typeof SessionRow>;

const SELECT = `
  SELECT n.id, n.study_id AS studyId, n.number, n.token, n.seed, n.revision, n.screens, n.questions,
    n.started_at AS startedAt, n.finished_at AS finishedAt, n.revoked_at AS revokedAt,
    (SELECT COUNT(*) FROM study_answers a WHERE a.session_id = n.id AND a.is_final = 1) AS answered
  FROM study_sessions n`;

export const sessionsOf = (db: ReadableDatabase, studyId: StudyId): StoredSession[] =>
  db.list(`${SELECT} WHERE n.study_id = $studyId ORDER BY n.number`, SessionRow, { studyId });

export const getSession = (db: ReadableDatabase, id: StudySessionId): StoredSession | null =>
  db.get(`${SELECT} WHERE n.id = $id`, SessionRow, { id });

/** Null for an unknown token, and for those of a removed study. */
export const sessionOfToken = (db: ReadableDatabase, token: string): StoredSession | null =>
  db.get(
    `${SELECT} JOIN studies s ON s.id = n.study_id WHERE n.token = $token AND s.removed_at IS NULL`,
    SessionRow,
    { token },
  );

export type NewSession = Pick<StoredSession, 'id' | 'studyId' | 'token' | 'seed' | 'revision' | 'screens'>;

/** Takes the study's next number. */
export function insertSession(db: WritableDatabase, session: NewSession): void {
  db.run(
    `INSERT INTO study_sessions (id, study_id, number, token, seed, revision, screens, created_at)
     VALUES ($id, $studyId, (SELECT COALESCE(MAX(number), 0) + 1 FROM study_sessions WHERE study_id = $studyId),
       $token, $seed, $revision, $screens, $now)`,
    { ...session, now: new Date().toISOString() },
  );
}

export function setRevoked(db: WritableDatabase, id: StudySessionId, revoked: boolean): void {
  const at = revoked ? new Date().toISOString() : null;
  db.run('UPDATE study_sessions SET revoked_at = $at WHERE id = $id', { id, at });
}

/** Records the first time that something happened; later calls change nothing. */
export function stampSession(db: WritableDatabase, id: StudySessionId, what: 'started' | 'finished'): void {
  const now = new Date().toISOString();
  const column = what === 'started' ? 'started_at' : 'finished_at';
  db.run(`UPDATE study_sessions SET ${column} = COALESCE(${column}, $now) WHERE id = $id`, { id, now });
}

export function setQuestions(db: WritableDatabase, id: StudySessionId, answers: QuestionAnswers): void {
  db.run('UPDATE study_sessions SET questions = $answers WHERE id = $id', {
    id,
    answers: JSON.stringify(answers),
  });
}

const AnswerRow = z.object({
  key: z.string(),
  answer: json(ScreenAnswer),
  effort: json(Effort),
  isFinal: flag,
  answeredAt: z.string(),
});

/** In the order in which they were given. */
export const answersOf = (db: ReadableDatabase, sessionId: StudySessionId): StoredAnswer[] =>
  db.list(
    `SELECT key, answer, effort, is_final AS isFinal, answered_at AS answeredAt FROM study_answers
     WHERE session_id = $sessionId ORDER BY answered_at, key`,
    AnswerRow,
    { sessionId },
  );

/** Replaces the answer to the same screen. */
export function putAnswer(
  db: WritableDatabase,
  sessionId: StudySessionId,
  { key, answer, effort, isFinal, answeredAt }: StoredAnswer,
): void {
  db.run(
    `INSERT INTO study_answers (session_id, key, answer, effort, is_final, answered_at)
     VALUES ($sessionId, $key, $answer, $effort, $isFinal, $answeredAt)
     ON CONFLICT (session_id, key) DO UPDATE SET answer = excluded.answer, effort = excluded.effort,
       is_final = excluded.is_final, answered_at = excluded.answered_at`,
    {
      sessionId,
      key,
      answer: JSON.stringify(answer),
      effort: JSON.stringify(effort),
      isFinal: toFlag(isFinal),
      answeredAt,
    },
  );
}

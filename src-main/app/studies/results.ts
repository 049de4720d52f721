import type { PreparedStudy } from '../../../src-shared/contract/studies.ts';
import { csvOf, longRows } from '../../../src-shared/studies/results/csv.ts';
import type { AnsweredSession } from '../../../src-shared/studies/results/observations.ts';
import { resultsOf } from '../../../src-shared/studies/results/results.ts';
import type { StudyResults } from '../../../src-shared/studies/results/schema.ts';
import { parseStudy, type StudyDocument } from '../../../src-shared/studies/study.ts';
import type { ReadableDatabase } from '../../library/database.ts';
import { getStudyRevision } from '../../library/rows/studies.ts';
import { answersOf, sessionsOf } from '../../library/rows/study-sessions.ts';
import { labelOf } from './participants.ts';

interface Everything {
  readonly sessions: readonly AnsweredSession[];
  readonly prepared: ReadonlyMap<number, PreparedStudy>;
}

/** A study's participants with their answers, and what they heard by version. */
export function answeredSessions(db: ReadableDatabase, { id }: StudyDocument): Everything {
  const studies = new Map<number, StudyDocument>();
  const prepared = new Map<number, PreparedStudy>();
  const sessions = sessionsOf(db, id).map((session): AnsweredSession => {
    const { revision, seed, startedAt, finishedAt, questions } = session;
    let study = studies.get(revision);
    if (study === undefined) {
      const row = getStudyRevision(db, id, revision);
      study = parseStudy(JSON.parse(row.document));
      studies.set(revision, study);
      if (row.prepared !== null) prepared.set(revision, row.prepared);
    }
    const answers = answersOf(db, session.id);
    return {
      label: labelOf(session.number),
      study,
      ...{ revision, seed, startedAt, finishedAt, questions, answers },
    };
  });
  return { sessions, prepared };
}

export const studyResults = (db: ReadableDatabase, study: StudyDocument): StudyResults =>
  resultsOf(study, answeredSessions(db, study).sessions);

/** Every answer with every setting: long CSV, or JSON with the documents and results too. */
export function exportText(db: ReadableDatabase, study: StudyDocument, format: 'csv' | 'json'): string {
  const { sessions, prepared } = answeredSessions(db, study);
  const results = resultsOf(study, sessions);
  const rows = longRows({ sessions, screening: results.screening, prepared });
  if (format === 'csv') return csvOf(rows);
  const participants = sessions.map(({ label, seed, revision, startedAt, finishedAt, questions }) => ({
    ...{ label, seed, revision, startedAt, finishedAt, questions },
  }));
  const versions = [...new Map(sessions.map((session) => [session.revision, session.study]))].map(
    ([revision, document]) => ({ revision, document, prepared: prepared.get(revision) ?? null }),
  );
  return `${JSON.stringify({ study, versions, participants, rows, results }, null, 2)}\n`;
}

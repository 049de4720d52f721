import { randomBytes, randomInt } from 'node:crypto';
import { Failure } from '../../../src-shared/contract/failure.ts';
import {
  MOST_PARTICIPANTS,
  type Participant,
  type SessionState,
} from '../../../src-shared/contract/studies.ts';
import { newStudySessionId, type StudyId, type StudySessionId } from '../../../src-shared/project/ids.ts';
import { planOf } from '../../../src-shared/studies/plan.ts';
import { parseStudy } from '../../../src-shared/studies/study.ts';
import type { ReadableDatabase, WritableDatabase } from '../../library/database.ts';
import { getStudyRevision, type StoredStudyRow } from '../../library/rows/studies.ts';
import {
  getSession,
  insertSession,
  sessionsOf,
  setRevoked,
  type StoredSession,
} from '../../library/rows/study-sessions.ts';

export const labelOf = (number: number): string => `P${String(number).padStart(2, '0')}`;

/** Where a participant's page lies at the serve door. */
export const pathOf = (token: string): string => `/test/${token}/`;

export const participantsOf = (db: ReadableDatabase, studyId: StudyId): Participant[] =>
  sessionsOf(db, studyId).map(present);

function present(session: StoredSession): Participant {
  const { id, studyId, number, token, seed, revision, answered, screens, startedAt, finishedAt } = session;
  return {
    ...{ id, studyId, seed, revision, answered, screens, startedAt, finishedAt },
    label: labelOf(number),
    path: pathOf(token),
    state: stateOf(session),
  };
}

export function stateOf({ revokedAt, finishedAt, startedAt }: StoredSession): SessionState {
  if (revokedAt !== null) return 'revoked';
  if (finishedAt !== null) return 'finished';
  return startedAt === null ? 'waiting' : 'running';
}

/** @throws Failure `study/invalid` if no version is prepared, `call/invalid` for too many */
export function addParticipants(db: WritableDatabase, study: StoredStudyRow, count: number): void {
  const revision = study.preparedRevision;
  if (revision === null) throw new Failure('study/invalid', 'Prepare the study first, then add participants');
  if (study.participants + count > MOST_PARTICIPANTS) {
    throw new Failure('call/invalid', `A study has at most ${MOST_PARTICIPANTS} participants`);
  }
  const document = parseStudy(JSON.parse(getStudyRevision(db, study.id, revision).document));
  db.transaction(() => {
    for (let n = 0; n < count; n += 1) {
      const seed = randomInt(2 ** 32);
      insertSession(db, {
        id: newStudySessionId(),
        studyId: study.id,
        token: randomBytes(24).toString('base64url'),
        ...{ seed, revision, screens: planOf(document, seed).length },
      });
    }
  });
}

/** @returns the study. @throws Failure `library/not-found` */
export function revokeParticipant(db: WritableDatabase, id: StudySessionId, revoked: boolean): StudyId {
  const session = getSession(db, id);
  if (session === null)
    throw new Failure('library/not-found', 'This participant is no longer in the library');
  setRevoked(db, id, revoked);
  return session.studyId;
}

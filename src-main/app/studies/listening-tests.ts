import { join } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { TestAnswer, TestSlot, TestState } from '../../../src-shared/contract/listening-test.ts';
import type { PreparedStudy, PreparedTrial } from '../../../src-shared/contract/studies.ts';
import type { StudyId } from '../../../src-shared/project/ids.ts';
import {
  asksForHundred,
  problemOfAnswer,
  type QuestionAnswers,
  type StoredAnswer,
} from '../../../src-shared/studies/answers.ts';
import { planOf, type Screen } from '../../../src-shared/studies/plan.ts';
import { parseStudy, type StudyDocument } from '../../../src-shared/studies/study.ts';
import { openPcm } from '../../audio/read/open.ts';
import type { ReadableDatabase, WritableDatabase } from '../../library/database.ts';
import { studyDirOf, type LibraryFolder } from '../../library/folder.ts';
import { getStudyRevision } from '../../library/rows/studies.ts';
import {
  answersOf,
  putAnswer,
  sessionOfToken,
  setQuestions,
  stampSession,
  type StoredSession,
} from '../../library/rows/study-sessions.ts';
import { stimulusFile } from '../../studies/prepare.ts';

/** The side of a listening test that participants reach, by the secret in their links. */
export interface ListeningTests {
  /** Whether this is the secret of a link that is open. */
  isOpen(token: string): boolean;
  state(token: string): TestState;
  /** Written before it returns. A repeated answer to a finished screen changes nothing. */
  answer(token: string, answer: TestAnswer): void;
  finish(token: string, questions: QuestionAnswers): void;
  /** Interleaved float32 samples. */
  sound(token: string, screen: number, slot: TestSlot): Promise<Float32Array>;
}

interface Options {
  readonly write: WritableDatabase | null;
  readonly read: ReadableDatabase;
  readonly folder: LibraryFolder;
  readonly changed: (id: StudyId) => void;
}

/** What a participant's version of a study contains; it never changes once it is prepared. */
interface Version {
  readonly study: StudyDocument;
  readonly prepared: PreparedStudy;
}

interface Run extends Version {
  readonly session: StoredSession;
  readonly screens: readonly Screen[];
}

/** Every method throws Failure `call/unauthorised` for a closed link, `call/invalid` for what doesn't fit the test. */
export function listeningTests({ read, write, folder, changed }: Options): ListeningTests {
  const versions = new Map<string, Version>();

  const versionOf = ({ studyId, revision }: StoredSession): Version => {
    const key = `${studyId} ${revision}`;
    const known = versions.get(key);
    if (known !== undefined) return known;
    const row = getStudyRevision(read, studyId, revision);
    if (row.prepared === null) throw new Error(`version ${revision} of ${studyId} was never prepared`);
    const version = { study: parseStudy(JSON.parse(row.document)), prepared: row.prepared };
    versions.set(key, version);
    return version;
  };

  const openSession = (token: string): StoredSession | null => {
    const session = write === null ? null : sessionOfToken(read, token);
    return session?.revokedAt === null ? session : null;
  };

  const runOf = (token: string): Run => {
    const session = openSession(token);
    if (session === null) throw new Failure('call/unauthorised', 'This link does not open a listening test');
    const version = versionOf(session);
    return { ...version, session, screens: planOf(version.study, session.seed) };
  };

  const changing = (): WritableDatabase => {
    if (write === null) throw new Failure('library/read-only', 'The library can only be read here');
    return write;
  };

  return {
    isOpen: (token) => openSession(token) !== null,
    state: (token) => stateOf(runOf(token), read),

    answer(token, given) {
      const run = runOf(token);
      const { session, screens, study } = run;
      const screen = screens[given.screen];
      if (screen === undefined) throw new Failure('call/invalid', 'The test has no such screen');
      const answered = new Map(answersOf(read, session.id).map((answer) => [answer.key, answer]));
      if (answered.get(screen.key)?.isFinal === true || session.finishedAt !== null) return;
      if (screens.slice(0, given.screen).some(({ key }) => answered.get(key)?.isFinal !== true)) {
        throw new Failure('call/invalid', 'An earlier screen has no answer yet');
      }
      const problem = problemOfAnswer(study, screen, given.answer, given.isFinal);
      if (problem !== null)
        throw new Failure('call/invalid', `The answer does not fit the screen (${problem})`);
      const { answer, effort, isFinal } = given;
      const db = changing();
      const answeredAt = new Date().toISOString();
      db.transaction(() => {
        stampSession(db, session.id, 'started');
        putAnswer(db, session.id, { key: screen.key, answer, effort, isFinal, answeredAt });
      });
      if (isFinal || session.startedAt === null) changed(session.studyId);
    },

    finish(token, questions) {
      const { session, screens, study } = runOf(token);
      if (session.finishedAt !== null) return;
      const finals = new Set(finalKeys(answersOf(read, session.id)));
      if (screens.some(({ key }) => !finals.has(key))) {
        throw new Failure('call/invalid', 'Some screens have no answer yet');
      }
      const asked = study.questions.filter(({ id }) => questions[id]?.trim());
      const missing = study.questions.find((question) => question.isRequired && !asked.includes(question));
      if (missing !== undefined) throw new Failure('call/invalid', `"${missing.text}" needs an answer`);
      const kept = Object.fromEntries(asked.map(({ id }) => [id, questions[id] ?? '']));
      const db = changing();
      db.transaction(() => {
        setQuestions(db, session.id, kept);
        stampSession(db, session.id, 'finished');
      });
      changed(session.studyId);
    },

    async sound(token, index, slot) {
      const run = runOf(token);
      const screen = run.screens[index];
      if (screen === undefined) throw noSound();
      const key = keyOf(run.study, screen, slot);
      const number = run.prepared.trials.findIndex(({ trialId }) => trialId === screen.trialId);
      const position =
        run.prepared.trials[number]?.stimuli.findIndex((stimulus) => stimulus.key === key) ?? -1;
      if (key === undefined || position < 0) throw noSound();
      const { studyId, revision } = run.session;
      return readAll(join(studyDirOf(folder, studyId, revision), stimulusFile(number, position)));
    },
  };
}

const noSound = (): Failure => new Failure('file/not-found', 'The test has no such sound');
const finalKeys = (answers: readonly StoredAnswer[]): string[] =>
  answers.filter(({ isFinal }) => isFinal).map(({ key }) => key);

const hasReference = ({ kind }: StudyDocument): boolean => kind !== 'abx';

function keyOf(study: StudyDocument, { slots, x }: Screen, slot: TestSlot): string | undefined {
  if (slot === 'reference') return hasReference(study) ? 'reference' : undefined;
  if (slot === 'x') return x === null ? undefined : slots[x];
  return slots[slot];
}

function stateOf({ study, prepared, session, screens }: Run, read: ReadableDatabase): TestState {
  const answers = new Map(answersOf(read, session.id).map((answer) => [answer.key, answer]));
  const trials = new Map(prepared.trials.map((trial) => [trial.trialId, trial]));
  const { name, kind, question, instructions, allowTie, loop, breakEvery, questions } = study;
  return {
    ...{ name, kind, question, instructions, allowTie, loop, breakEvery, questions },
    needsHundred: kind === 'mushra' && asksForHundred(study),
    isFinished: session.finishedAt !== null,
    screens: screens.map((screen) => {
      const { sampleRate, channels, frames } = trials.get(screen.trialId) as PreparedTrial;
      const stored = answers.get(screen.key);
      return {
        ...{ sampleRate, channels, frames },
        isTraining: screen.isTraining,
        sounds: screen.slots.length,
        hasReference: hasReference(study),
        answer: stored?.answer ?? null,
        effort: stored?.effort ?? { seconds: 0, plays: [] },
        isFinal: stored?.isFinal ?? false,
      };
    }),
  };
}

async function readAll(path: string): Promise<Float32Array> {
  const reader = await openPcm(path);
  try {
    const planar = await reader.read(0, reader.frames);
    const out = new Float32Array(reader.frames * reader.channels);
    planar.forEach((samples, channel) =>
      samples.forEach((value, frame) => {
        out[frame * reader.channels + channel] = value;
      }),
    );
    return out;
  } finally {
    await reader.close();
  }
}

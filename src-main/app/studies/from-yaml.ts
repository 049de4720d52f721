import { readFile } from 'node:fs/promises';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { newStudyId } from '../../../src-shared/project/ids.ts';
import {
  newStudy,
  parseStudy,
  STUDY_LIMITS,
  type StudyDocument,
  type StudySource,
} from '../../../src-shared/studies/study.ts';
import { en } from '../../../src-shared/words/en/index.ts';
import { readFailure } from '../../audio/read/file-errors.ts';
import { fileNameIn, readWebMushra, type WebMushraStudy } from '../../studies/webmushra.ts';
import { matchSounds, type GivenSound } from './match-sounds.ts';

const MOST_BYTES = 4 * 1024 * 1024;

/** @throws Failure `file/*`, `study/invalid` for a file that is far too large for a configuration */
export async function readGrantedText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw readFailure(error, path);
  });
  if (bytes.length > MOST_BYTES) throw new Failure('study/invalid', 'The configuration is larger than 2 MB');
  return bytes.toString('utf8');
}

/**
 * A study from a webMUSHRA configuration.
 * @param files the sounds that the user gave
 * @param copy copies a sound into the library
 * @throws Failure `study/invalid`; names every file that is missing
 */
export async function studyFromYaml(
  yaml: string,
  files: readonly GivenSound[],
  copy: (path: string) => Promise<string>,
): Promise<{ readonly document: StudyDocument; readonly notes: readonly string[] }> {
  const read = readWebMushra(yaml);
  const named = [
    ...new Set(read.trials.flatMap(({ reference, stimuli }) => [reference, ...Object.values(stimuli)])),
  ];
  const found = matchSounds(named, files);
  const names = [...new Set(read.trials.flatMap(({ stimuli }) => Object.keys(stimuli)))];
  if (names.length > STUDY_LIMITS.conditions) {
    throw new Failure(
      'study/invalid',
      `The configuration has ${names.length} conditions in all, and a study holds ${STUDY_LIMITS.conditions}`,
    );
  }
  const copies = new Map<string, string>();
  for (const path of new Set(found.values())) copies.set(path, await copy(path));
  const source = (path: string): StudySource => {
    const file = copies.get(found.get(path) ?? '') ?? '';
    return { kind: 'file', file, label: fileNameIn(path) };
  };
  return { document: parseStudy(documentOf(read, names, source)), notes: read.notes };
}

function documentOf(
  read: WebMushraStudy,
  names: readonly string[],
  source: (path: string) => StudySource,
): StudyDocument {
  const idOf = (name: string): string => `c${names.indexOf(name) + 1}`;
  const {
    kind,
    instructions,
    anchors,
    loop,
    requireHundred,
    allowTie,
    repetitions,
    shuffleTrials,
    shuffleConditions,
  } = read;
  return {
    ...newStudy(newStudyId(), read.name, kind, en.studies.usualQuestion[kind]),
    ...{
      instructions,
      anchors,
      loop,
      requireHundred,
      allowTie,
      repetitions,
      shuffleTrials,
      shuffleConditions,
    },
    levelMatch: false,
    conditions: names.map((name) => ({ id: idOf(name), name, treatment: null })),
    trials: read.trials.map(({ name, reference, stimuli }, index) => ({
      id: `t${index + 1}`,
      name,
      isTraining: false,
      reference: source(reference),
      sources: Object.fromEntries(Object.entries(stimuli).map(([key, path]) => [idOf(key), source(path)])),
      excerpt: null,
    })),
    questions: read.questions.map((question, index) => {
      const base = { id: `q${index + 1}`, text: question.text, isRequired: question.isRequired };
      return question.kind === 'choice'
        ? { ...base, kind: 'choice' as const, options: [...question.options] }
        : { ...base, kind: question.kind };
    }),
  };
}

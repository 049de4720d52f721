import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import { withPaths } from '../../studies/inputs.ts';
import { runStep, type Work } from '../files/work.ts';
import { ArchivedInputs, inputsEntry, soundHashes, StudyRecord, studyOutcome } from './archive-study.ts';
import { linesOf } from './archived-entries.ts';
import { compare } from './differences.ts';
import type { ArchivedStudy } from './format.ts';
import type { RepeatedPart, Repetition } from './repetition.ts';

/** What is heard in one version of a study: hashes of the sounds, and how each was levelled. */
interface Heard {
  readonly sounds: unknown;
  readonly levels: unknown;
}

/**
 * Computes plans, statistics and the table of a listening test again from its seeds and answers, and renders what
 * participants heard again. Sounds that can't be found are left out, which the result says.
 */
export async function repeatStudy(
  study: ArchivedStudy,
  repetition: Repetition,
  work: Work,
): Promise<RepeatedPart> {
  const { name, folder } = study;
  const { entries } = repetition;
  const record = await entries.parsed(StudyRecord, `${folder}/study.json`);
  const { results, csv } = studyOutcome(record);
  const archived: Record<string, Heard> = {};
  const now: Record<string, Heard> = {};
  const leftOut: string[] = [];
  const versions = Object.entries(study.sounds);
  for (const [version, sounds] of versions) {
    const part: Work = {
      ...work,
      progress: { step: (share) => work.progress.step(share / versions.length) },
    };
    const rendered = await render(study, version, repetition, part);
    if (typeof rendered === 'string') {
      leftOut.push(`Version ${version} was not rendered again: ${rendered}`);
      continue;
    }
    const prepared = record.versions.find(({ revision }) => String(revision) === version)?.prepared;
    archived[version] = { sounds, levels: prepared?.trials ?? null };
    now[version] = rendered;
  }
  const comparison = compare(
    {
      results: await entries.json(`${folder}/results.json`),
      csv: linesOf(await entries.text(`${folder}/results.csv`)),
      heard: archived,
    },
    // As JSON, in which what is undefined does not exist.
    { results: JSON.parse(JSON.stringify(results)) as unknown, csv: linesOf(csv), heard: now },
  );
  return { name, kind: 'study', leftOut, ...comparison };
}

/** @returns why it can't be rendered, where a sound is missing */
async function render(
  { folder, inputs }: ArchivedStudy,
  version: string,
  { entries, finder, outDir }: Repetition,
  work: Work,
): Promise<Heard | string> {
  const files = inputs[version];
  if (files === undefined)
    return 'the Divisi that prepared it did not record what its sounds were rendered from';
  const { trials, levelMatch } = await entries.parsed(ArchivedInputs, inputsEntry(folder, version));
  const paths = new Map<string, string>();
  try {
    for (const [sha256, sound] of Object.entries(files)) {
      paths.set(sha256, await finder.find(sound, work.signal));
    }
  } catch (error) {
    if (isFailure(error) && error.code === 'file/not-found') return error.message;
    throw error;
  }
  const pathOf = (sha256: string): string => {
    const path = paths.get(sha256);
    if (path === undefined)
      throw new Failure('file/unreadable', 'The archive does not list a sound that it plays');
    return path;
  };
  // The number, not the archive's text, names the folder.
  const to = join(outDir, String(Number(version)));
  await mkdir(to, { recursive: true });
  const rendered = await runStep(
    work,
    'prepare-study',
    { trials: withPaths(trials, pathOf), levelMatch, folder: to },
    1,
  );
  return { sounds: await soundHashes(to), levels: rendered.trials };
}

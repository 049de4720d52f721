import { StudyRecord, studyOutcome } from './archive-study.ts';
import { linesOf } from './archived-entries.ts';
import { compare } from './differences.ts';
import type { ArchivedStudy } from './format.ts';
import type { RepeatedPart, Repetition } from './repetition.ts';

/** Computes plans, statistics and the table of a listening test again from its seeds and answers. */
export async function repeatStudy(
  { name, folder }: ArchivedStudy,
  { entries }: Repetition,
): Promise<RepeatedPart> {
  const record = await entries.parsed(StudyRecord, `${folder}/study.json`);
  const archived = {
    results: await entries.json(`${folder}/results.json`),
    csv: linesOf(await entries.text(`${folder}/results.csv`)),
  };
  const { results, csv } = studyOutcome(record);
  // As JSON, in which what is undefined does not exist.
  const now = { results: JSON.parse(JSON.stringify(results)) as unknown, csv: linesOf(csv) };
  return { name, kind: 'study', ...compare(archived, now) };
}

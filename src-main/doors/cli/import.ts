import { leftOutText } from '../../../src-shared/contract/left-out.ts';
import type { ImportedFile } from '../../app/batch/batch-entry.ts';
import type { BatchOutcomes, BatchSummary } from '../../app/batch/batch-summary.ts';
import { importFiles, requireImported } from '../../app/batch/import-files.ts';
import { batchOptions, batchRequestOf, requireHeard } from './batch-options.ts';
import { command } from './command.ts';
import { json } from './common-options.ts';
import { flag, invalid, shard, value } from './options.ts';
import { formatSpan } from './progress.ts';
import { onOneLine } from './terminal.ts';
import { print, withWork } from './use-case.ts';
import { en } from '../../../src-shared/words/en/index.ts';

export const importCommand = command({
  name: 'import',
  summary: 'Takes recordings, folders and lists of files into the library',
  positionals: ['FILE…'],
  about: `Reads every FILE into the library, separates each where asked, and listens to what came, so that it can be found by
    its sound. FILE may be a folder (all audio files under it), a playlist (.m3u, .m3u8) or a list (.csv, .tsv) whose
    first line names its columns in any order: file, instruments, score, model. A list's paths are relative to the list, its
    instruments read as --instruments does, and a score is aligned first. Run again, it continues where it was stopped,
    reads only what is new or has changed, and uses the separations that exist.`,
  options: {
    ...batchOptions,
    again: flag('imports files once more that the library has already, instead of naming what it has'),
    shard: value(
      'I/N',
      `takes only every Nth file from the Ith on, of all files sorted by path, so that N machines share a batch, each with a
      --library of its own; divisi library import-results merges them`,
      shard,
    ),
    'json-lines': flag(
      'prints each file as a line of JSON as soon as it is done (as one of the recordings below), and the summary last',
    ),
    json,
  },
  json: `{"recordings": [{"id", "title", "file", "state", "existing", "separation", "usedAgain", "left", "problem", "notes"}],
    "leftOut": [{"reason", "extension", "count", "examples"}], "summary": {"files", "imported", "existing", "separated",
    "usedAgain", "left": [{"file", "reason"}], "failed": [{"file", "code", "message"}], "tookSeconds"}}`,
  async run({ values, positionals }, io) {
    if (values.json && values['json-lines']) throw invalid('--json and --json-lines exclude each other');
    const hasTable = positionals.some((path) => /\.(csv|tsv)$/i.test(path));
    if (values.separate && values.instruments === undefined && !hasTable) {
      throw invalid('--separate needs --instruments, or a list that says who plays');
    }
    requireHeard(values, hasTable);
    const lines = values['json-lines'];
    const request = {
      paths: positionals,
      ...batchRequestOf(values),
      libraryDir: values.library,
      shard: values.shard,
      again: values.again,
      onEntry: (entry: ImportedFile) => {
        if (lines) io.out(`${JSON.stringify(entry)}\n`);
      },
    } as const;
    const { recordings, leftOut, summary } = await withWork(io, (work) => importFiles(request, work));
    if (lines) io.out(`${JSON.stringify({ summary, leftOut })}\n`);
    else {
      print(io, values.json, { recordings, leftOut, summary }, () =>
        [
          ...recordings.map(inWords),
          ...leftOut.map((each) => `Left out: ${leftOutText(each, en.leftOut)}\n`),
          ...(recordings.length > 1 ? [summaryInWords(summary)] : []),
        ].join(''),
      );
    }
    requireImported(recordings);
  },
});

export function inWords({
  id,
  title,
  existing,
  separation,
  usedAgain,
  left,
  problem,
  notes,
}: ImportedFile): string {
  const known = existing ? ', already in the library' : '';
  const how = usedAgain ? 'already separated' : 'separated';
  const separated = separation === null ? '' : `, ${how} as ${separation}`;
  const unseparated = left === null ? '' : `, not separated: ${left}`;
  const what = problem === null ? `${id}${known}${separated}${unseparated}` : problem.message;
  return [`${onOneLine(title)}: ${what}\n`, ...notes.map((note) => `  note: ${note}\n`)].join('');
}

/** `12 files in 3:20: 10 imported, 1 already in the library, 9 separated, 1 failed`, and why what failed. */
export const summaryInWords = ({ tookSeconds, ...outcomes }: BatchSummary): string =>
  `\n${outcomes.files} files in ${formatSpan(tookSeconds)}: ${outcomesInWords(outcomes)}`;

/** `10 imported, 1 failed`, and on a line of its own each file that was left or failed. */
export function outcomesInWords(outcomes: BatchOutcomes): string {
  const { imported, existing, separated, usedAgain, left, failed } = outcomes;
  const counts = [
    [imported, 'imported'],
    [existing, 'already in the library'],
    [separated, 'separated'],
    [usedAgain, 'already separated'],
    [left.length, 'left'],
    [failed.length, 'failed'],
  ] as const;
  const told = counts.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  return [
    `${told.join(', ') || 'nothing yet'}\n`,
    ...left.map(({ file, reason }) => `  left    ${onOneLine(file)}: ${onOneLine(reason)}\n`),
    ...failed.map(({ file, message }) => `  failed  ${onOneLine(file)}: ${onOneLine(message)}\n`),
  ].join('');
}

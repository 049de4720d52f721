import type { ImportedFile } from '../../app/batch/batch-entry.ts';
import { outcomesOf } from '../../app/batch/batch-summary.ts';
import { watchFolders } from '../../app/batch/watch-folders.ts';
import { batchOptions, batchRequestOf, requireHeard } from './batch-options.ts';
import { command } from './command.ts';
import { inWords, summaryInWords } from './import.ts';
import { byDefault, flag, invalid, value, wholeNumber } from './options.ts';
import { withWork } from './use-case.ts';

export const watch = command({
  name: 'watch',
  summary: 'Takes every recording that comes into a folder, until it is interrupted',
  positionals: ['DIR…'],
  about: `Takes every audio file below DIR, those that are there and those that come, as "import" does, as soon as its size and
    time have stayed the same from one look to the next. A file is taken once; one that could not be read is tried again
    when it has changed. Ctrl-C ends it: what was read completely stays, and nothing else.`,
  options: {
    ...batchOptions,
    interval: byDefault(value('S', 'seconds between two looks', wholeNumber(1, 86_400)), '5'),
    'json-lines': flag(
      'prints each file as a line of JSON as soon as it is done, and the summary as the last line',
    ),
  },
  async run({ values, positionals }, io) {
    if (values.separate && values.instruments === undefined) throw invalid('--separate needs --instruments');
    requireHeard(values, false);
    const startedAt = performance.now();
    const lines = values['json-lines'];
    const entries: ImportedFile[] = [];
    const request = {
      ...{ ...batchRequestOf(values), again: false, folders: positionals, libraryDir: values.library },
      intervalSeconds: values.interval,
      onEntry: (entry: ImportedFile) => {
        entries.push(entry);
        io.out(lines ? `${JSON.stringify(entry)}\n` : inWords(entry));
      },
    };
    await withWork(io, (work) => watchFolders(request, work));
    const summary = { ...outcomesOf(entries), tookSeconds: (performance.now() - startedAt) / 1000 };
    io.out(lines ? `${JSON.stringify({ summary })}\n` : summaryInWords(summary));
  },
});

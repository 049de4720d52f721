import { searchItems } from '../../library/rows/items.ts';
import { parseCall, type Command, type Io } from './call.ts';
import {
  FILTER_HELP,
  FILTER_OPTIONS,
  openExisting,
  parseCount,
  parseFilter,
  printFound,
  RESULTS_HELP,
} from './found.ts';

export const search: Command = {
  name: 'search',
  summary: 'Finds recordings, stems and excerpts by their words',
  help: `Usage: divisi search TEXT… [OPTIONS]

Finds what has all the words, or words that begin so, in titles, file names, instruments, tags and names of excerpts;
best match first.

${FILTER_HELP}
  -k N               at most N (50)
  --json             one JSON object on stdout; "distance" is null:
${RESULTS_HELP}`,
  run,
};

async function run(args: readonly string[], io: Io): Promise<void> {
  const { values, positionals } = parseCall(args, FILTER_OPTIONS, ['TEXT…']);
  const filter = parseFilter(values);
  const limit = parseCount(values, 50);
  const library = await openExisting(values.library);
  try {
    const items = searchItems(library.read, positionals.join(' '), filter, limit);
    const found = items.map((item) => ({ item, distance: null }));
    io.out(printFound(found, library, values.json === true));
  } finally {
    library.close();
  }
}

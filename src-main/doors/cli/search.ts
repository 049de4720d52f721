import { searchLibrary } from '../../app/find-in-library.ts';
import { command } from './command.ts';
import { filterOf, filterOptions, RESULTS, resultsInWords, resultsToJson } from './found.ts';
import { print } from './use-case.ts';

export const search = command({
  name: 'search',
  summary: 'Finds recordings, stems and excerpts by their words',
  positionals: ['TEXT…'],
  about: `Finds what has all the words, or words that begin with them, in titles, file names, instruments, tags and names
    of excerpts; best match first.`,
  options: filterOptions(50),
  json: `${RESULTS}; "distance" is null`,
  async run({ values, positionals }, io) {
    const query = { words: positionals.join(' '), filter: filterOf(values), limit: values.count };
    const found = await searchLibrary(values.library, query);
    print(io, values.json, resultsToJson(found), () => resultsInWords(found));
  },
});

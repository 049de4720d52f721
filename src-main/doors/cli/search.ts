import { searchLibrary } from '../../app/find-in-library.ts';
import { FIELDS } from '../../../src-shared/search/fields.ts';
import { command } from './command.ts';
import { filterOf, filterOptions, RESULTS, resultsInWords, resultsToJson } from './found.ts';
import { print } from './use-case.ts';

export const search = command({
  name: 'search',
  summary: 'Finds recordings, stems and excerpts by their words',
  positionals: ['QUERY…'],
  about: `Finds what has all the words, anywhere in titles, credits, file names, folders, instruments, tags and names of
    excerpts; recordings first. Words can be limited to a field (composer:brahms, player:viola, tag:live), taken as they
    are ("a phrase", title="The whole title") or excluded (-word); length>5:00, quality<6, date:1998..2004,
    imported>=2026-05, rate:44.1k, has:score, is:separated and is:missing (a file that is not where it was) ask about more. Fields: ${FIELDS.join(', ')}. Put a query
    that begins with a minus after "--".`,
  options: filterOptions(50),
  json: `${RESULTS}; "distance" is null`,
  async run({ values, positionals }, io) {
    const query = { words: positionals.join(' '), filter: filterOf(values), limit: values.count };
    const found = await searchLibrary(values.library, query);
    print(io, values.json, resultsToJson(found), () => resultsInWords(found));
  },
});

import { findSimilar } from '../../app/find-in-library.ts';
import { command } from './command.ts';
import { channels } from './common-options.ts';
import { filterOf, filterOptions, RESULTS, resultsInWords, resultsToJson } from './found.ts';
import { flag } from './options.ts';
import { print, withWork } from './use-case.ts';

export const similar = command({
  name: 'similar',
  summary: 'Finds what sounds like a file, or like something in the library',
  positionals: ['FILE|ID'],
  about: `Finds the recordings, stems and excerpts of the library that sound most like FILE, which is listened to and not
    imported, or like the recording, stem or excerpt with this ID (divisi search prints them). Nearest first, with the
    cosine distance: 0 is the same, 1 has nothing in common.`,
  options: {
    elsewhere: flag("only from other recordings than ID's own"),
    channels,
    ...filterOptions(10),
  },
  json: RESULTS,
  async run({ values, positionals }, io) {
    const request = {
      libraryDir: values.library,
      subject: positionals[0] ?? '',
      channels: values.channels,
      elsewhere: values.elsewhere,
      filter: filterOf(values),
      limit: values.count,
    };
    const found = await withWork(io, (work) => findSimilar(request, work));
    print(io, values.json, resultsToJson(found), () => resultsInWords(found));
  },
});

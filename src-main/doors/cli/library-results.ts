import { importShardResults, type MergedResults } from '../../app/import-results.ts';
import { thisProgram } from '../../app/program/program.ts';
import { warningsTo } from './call.ts';
import { command } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { onOneLine } from './terminal.ts';
import { print } from './use-case.ts';

export const results = command({
  name: 'library import-results',
  summary: 'Takes over what shards of a batch made in libraries of their own',
  positionals: ['DIR…'],
  about: `Takes recordings, separations, stems, notes, scores and projects of the libraries DIR into one. Files are copied and
    their hashes compared. A recording that is there already takes the separations that it lacks; what differs from what is
    there is named and left. Run again, it does nothing twice. DIR stays as it is.`,
  options: { library: libraryOption('the library that takes them'), json },
  json: '{"libraries": [{"library", "recordings", "separations", "known", "conflicts": [{"item", "reason"}]}]}',
  async run({ values, positionals }, io) {
    const merged = await importShardResults(thisProgram(), values.library, positionals, warningsTo(io));
    print(io, values.json, { libraries: merged }, () => merged.map(inWords).join(''));
  },
});

function inWords({ library, recordings, separations, known, conflicts }: MergedResults): string {
  return [
    `${onOneLine(library)}: recordings ${recordings}, separations ${separations}, there already ${known}\n`,
    ...conflicts.map(({ item, reason }) => `  left  ${onOneLine(item)}: ${onOneLine(reason)}\n`),
  ].join('');
}

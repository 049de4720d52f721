import { relinkLibrary, type Relinked } from '../../app/relink-library.ts';
import { command } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { onOneLine } from './terminal.ts';
import { print, withWork } from './use-case.ts';

export const relink = command({
  name: 'relink',
  summary: 'Finds the files of recordings that were moved or renamed',
  positionals: ['DIR'],
  about: `Looks below DIR for the files of recordings that are read in place and no longer where they were. A file counts only if
    its content is what was imported (SHA-256), whatever its name. Only the library changes, never a file.`,
  options: { library: libraryOption('the library'), json },
  json: '{"found": [{"id", "title", "file"}], "missing": [{"id", "title", "file"}]}',
  async run({ values, positionals: [directory = ''] }, io) {
    const relinked = await withWork(io, (work) => relinkLibrary(values.library, directory, work));
    print(io, values.json, { ...relinked }, () => inWords(relinked));
  },
});

function inWords({ found, missing }: Relinked): string {
  if (found.length + missing.length === 0) return 'No recording is missing\n';
  return [
    ...found.map(({ title, file }) => `found    ${onOneLine(title)}: ${onOneLine(file)}\n`),
    ...missing.map(({ title, file }) => `missing  ${onOneLine(title)}: was ${onOneLine(file)}\n`),
  ].join('');
}

import { leftOutText } from '../../../src-shared/contract/left-out.ts';
import { importFiles, requireImported, type ImportedFile } from '../../app/import-files.ts';
import { command } from './command.ts';
import { channels, ensemble, json, libraryOption } from './common-options.ts';
import { flag, invalid, text } from './options.ts';
import { onOneLine } from './terminal.ts';
import { print, withWork } from './use-case.ts';
import { en } from '../../../src-shared/words/en/index.ts';

export const importCommand = command({
  name: 'import',
  summary: 'Takes recordings and folders into the library',
  positionals: ['FILE…'],
  about: `Reads every FILE (of a folder, all audio files under it) into the library, separates each where asked, and listens
    to what came, so that it can be found by its sound. Run again, it continues where it was stopped, reads only what is
    new or has changed, and uses the separations that exist.`,
  options: {
    instruments: ensemble('who plays in those that have no players yet, as in violin:2,viola,cello'),
    'replace-players': flag('declares them for recordings that have other players, too'),
    separate: flag('separates each recording; needs --instruments'),
    force: flag('separates again what was separated into the same players by the same model'),
    model: text('ID', 'with this model'),
    copy: flag('copies the files into the library instead of reading them where they are'),
    channels,
    again: flag('imports files once more that the library has already, instead of naming what it has'),
    library: libraryOption('the library'),
    json,
  },
  json: `{"recordings": [{"id", "title", "file", "state", "existing", "separation", "usedAgain", "problem", "notes"}], "leftOut":
    [{"reason", "extension", "count", "examples"}]}`,
  async run({ values, positionals }, io) {
    if (values.separate && values.instruments === undefined) throw invalid('--separate needs --instruments');
    const request = {
      paths: positionals,
      libraryDir: values.library,
      mode: values.copy ? 'copy' : 'reference',
      channels: values.channels,
      again: values.again,
      players: values.instruments,
      replacePlayers: values['replace-players'],
      separate: values.separate,
      force: values.force,
      modelId: values.model,
    } as const;
    const imported = await withWork(io, (work) => importFiles(request, work));
    print(io, values.json, imported, () =>
      [
        ...imported.recordings.map(inWords),
        ...imported.leftOut.map((each) => `Left out: ${leftOutText(each, en.leftOut)}\n`),
      ].join(''),
    );
    requireImported(imported.recordings);
  },
});

function inWords({ id, title, existing, separation, usedAgain, problem, notes }: ImportedFile): string {
  const known = existing ? ', already in the library' : '';
  const how = usedAgain ? 'already separated' : 'separated';
  const separated = separation === null ? '' : `, ${how} as ${separation}`;
  const what = problem === null ? `${id}${known}${separated}` : problem.message;
  return [`${onOneLine(title)}: ${what}\n`, ...notes.map((note) => `  note: ${note}\n`)].join('');
}

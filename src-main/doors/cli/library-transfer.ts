import { resolve } from 'node:path';
import {
  exportLibrary,
  importLibrary,
  type ExportedLibrary,
  type ImportedLibrary,
} from '../../app/library-archive.ts';
import { moveLibrary } from '../../app/move-library.ts';
import { warningsTo } from './call.ts';
import { command } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { flag, required, text } from './options.ts';
import { onOneLine } from './terminal.ts';
import { print, withWork } from './use-case.ts';

export const exportArchive = command({
  name: 'library export',
  summary: 'Writes recordings with all that belongs to them into one archive',
  positionals: [],
  about: `Writes the recordings that --search finds, or all of them, with their separations, stems in all versions, mixes, notes,
    scores, tags, excerpts, covers and impulse responses into one ZIP archive. Sources that are read in place are taken in. The
    trash, backups, models, listening tests and settings are not. Another program may have the library open.`,
  options: {
    out: required(text('FILE', 'the archive (.zip)')),
    search: text('QUERY', 'only what divisi list finds with it; everything where left out'),
    force: flag('replaces FILE if it is there'),
    library: libraryOption('the library'),
    json,
  },
  json: '{"file", "bytes", "recordings", "separations", "leftOut": [{"item", "reason"}]}',
  async run({ values }, io) {
    const { library: libraryDir, search = '', force: replace } = values;
    const done = await withWork(io, (work) =>
      exportLibrary({ libraryDir, out: resolve(values.out), search, replace }, work),
    );
    print(io, values.json, done, () => exported(done));
  },
});

export const importArchive = command({
  name: 'library import',
  summary: 'Takes over what an archive of a library contains',
  positionals: ['FILE'],
  about: `Takes recordings, separations, stems, notes, scores and mixes of an archive that library export wrote into a library. Every
    file is compared with its hash before anything is taken over. A recording that is there already takes the separations
    that it lacks; what differs is named and left. Run again, it does nothing twice. An archive is data: none of it runs, and
    none of it refers to files elsewhere.`,
  options: { library: libraryOption('the library that takes them'), json },
  json: '{"file", "recordings", "separations", "known", "conflicts": [{"item", "reason"}]}',
  async run({ values, positionals }, io) {
    const request = { libraryDir: values.library, file: resolve(positionals[0] ?? '') };
    const done = await withWork(io, (work) => importLibrary(request, work, warningsTo(io)));
    print(io, values.json, done, () => imported(done));
  },
});

export const move = command({
  name: 'library move',
  summary: 'Copies a library to another folder, and uses it from there',
  positionals: ['DIR'],
  about: `Copies every file of the library into DIR, which must be empty or not there, reads each one back and compares it. Then the
    library in DIR is trusted as this one is, and if it is your own library, Divisi opens it from there. The old folder stays
    as it is until you delete it. No program may have the library open meanwhile.`,
  options: { library: libraryOption('the library'), json },
  json: '{"library", "files", "isDefault", "old"}',
  async run({ values, positionals }, io) {
    const to = resolve(positionals[0] ?? '');
    const done = await withWork(io, (work) => moveLibrary(values.library, to, work));
    print(io, values.json, done, () => {
      const use = done.isDefault ? 'Divisi opens it from now on' : 'name it with --library';
      return `${done.files} files are in "${onOneLine(to)}", compared one by one; ${use}. The old library in "${onOneLine(done.old)}" is as it was: delete it when you no longer need it\n`;
    });
  },
});

const exported = ({ file, bytes, recordings, separations, leftOut }: ExportedLibrary): string =>
  [
    `${onOneLine(file)}: recordings ${recordings}, separations ${separations}, ${(bytes / 1e6).toFixed(1)} MB\n`,
    ...leftOut.map(({ item, reason }) => `  left  ${onOneLine(item)}: ${onOneLine(reason)}\n`),
  ].join('');

const imported = ({ file, recordings, separations, known, conflicts }: ImportedLibrary): string =>
  [
    `${onOneLine(file)}: recordings ${recordings}, separations ${separations}, there already ${known}\n`,
    ...conflicts.map(({ item, reason }) => `  left  ${onOneLine(item)}: ${onOneLine(reason)}\n`),
  ].join('');

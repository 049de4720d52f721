import { backupsOf, createBackup, restoreBackup } from '../../app/library-upkeep.ts';
import { thisProgram } from '../../app/program/program.ts';
import { command, group } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { print } from './use-case.ts';

type Backup = ReturnType<typeof backupsOf>[number];

const options = { library: libraryOption('the library'), json };
const BACKUP = '{"name", "kind", "taken_at", "bytes"}';

const list = command({
  name: 'library backups list',
  summary: 'Lists the backups, newest first',
  positionals: [],
  about: 'Lists the backups, newest first, then the databases that were set aside.',
  options,
  json: `{"backups": [${BACKUP}]}`,
  run({ values }, io) {
    const found = backupsOf(values.library);
    print(io, values.json, { backups: found.map(toJson) }, () =>
      found.length === 0 ? 'There are no backups yet\n' : found.map(toLine).join(''),
    );
  },
});

const create = command({
  name: 'library backups create',
  summary: 'Makes a backup now',
  positionals: [],
  about: 'Makes a backup now.',
  options,
  json: BACKUP,
  async run({ values }, io) {
    const made = await createBackup(values.library, thisProgram(), io.signal);
    print(io, values.json, toJson(made), () => toLine(made));
  },
});

const restore = command({
  name: 'library backups restore',
  summary: 'Puts a backup in the place of the database',
  positionals: ['NAME'],
  about: 'Puts a backup in the place of the database.',
  options,
  json: '{"restored", "kept_as"}',
  run({ values, positionals }, io) {
    const name = positionals[0] ?? '';
    const keptAs = restoreBackup(values.library, name);
    const kept = keptAs === null ? '' : `; the previous database is kept as ${keptAs}`;
    print(io, values.json, { restored: name, kept_as: keptAs }, () => `${name} is restored${kept}\n`);
  },
});

export const backups = group(
  {
    name: 'library backups',
    summary: "Lists, makes and restores backups of a library's database",
    about: `A backup is a copy of the library's database: titles, players, separations, projects, tags. Divisi makes one by
      itself at a start, once a day and before each update of the database, and deletes the oldest as newer ones take
      their place. Recordings and stems are not part of it; restoring leaves them where they are, and keeps the present
      database under a name that it prints.`,
  },
  [list, create, restore],
);

const toJson = ({ name, kind, takenAt, bytes }: Backup) => ({ name, kind, taken_at: takenAt, bytes });

function toLine({ name, kind, takenAt, bytes }: Backup): string {
  const why = { backup: '', 'before-restore': '  (before a restore)', damaged: '  (damaged)' }[kind];
  const time = takenAt.slice(0, 19).replace('T', ' ');
  return `${time} UTC  ${(bytes / 1e6).toFixed(1)} MB  ${name}${why}\n`;
}

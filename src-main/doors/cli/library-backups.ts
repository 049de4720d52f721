import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { forkProcess } from '../../jobs/tasks/fork-process.ts';
import { checkInChild } from '../../jobs/tasks/check-database.ts';
import { listBackups, type Backup } from '../../library/backup/backup-folder.ts';
import { libraryFolder } from '../../library/folder.ts';
import { silentLog } from '../../library/log/log.ts';
import { openLibrary } from '../../library/open.ts';
import { restoreClosed } from '../../library/backup/restore-backup.ts';
import { defaultLibraryDir } from '../../app/program/paths.ts';
import { oneOf, parseCall, required, type Io } from './call.ts';

export const BACKUPS_HELP = `\
       divisi library backups list [--library DIR] [--json]            newest first, then what was set aside
       divisi library backups create [--library DIR] [--json]          makes one now
       divisi library backups restore NAME [--library DIR] [--json]    puts one in the place of the database

A backup is a copy of the library's database: titles, players, separations, projects, tags. Divisi makes one by itself
at a start, once a day and before each update of the database, and lets the oldest go when newer ones take their place.
Recordings and stems are in none; restoring leaves them where they are, and keeps the present database under a name
that it prints.`;

const OPTIONS = { library: { type: 'string' }, json: { type: 'boolean' } } as const;
const ACTIONS = ['list', 'create', 'restore'] as const;

const toJson = ({ name, kind, takenAt, bytes }: Backup) => ({ name, kind, taken_at: takenAt, bytes });

const toLine = ({ name, kind, takenAt, bytes }: Backup): string => {
  const why = { backup: '', 'before-restore': '  (before a restore)', damaged: '  (damaged)' }[kind];
  return `${takenAt.slice(0, 19).replace('T', ' ')} UTC  ${(bytes / 1e6).toFixed(1)} MB  ${name}${why}\n`;
};

/** @throws Failure `call/invalid`, `library/*`, `disk/*` */
export async function backups(args: readonly string[], io: Io): Promise<void> {
  const [first, ...rest] = args;
  const action = oneOf(required(first, 'list, create or restore'), ACTIONS, 'library backups');
  const { values, positionals } = parseCall(rest, OPTIONS, action === 'restore' ? ['NAME'] : []);
  const folder = libraryFolder(resolve(values.library ?? defaultLibraryDir()));
  if (!existsSync(folder.backups)) {
    throw new Failure('library/not-found', `There is no library with backups in "${folder.root}"`);
  }
  const json = values.json === true;
  switch (action) {
    case 'list': {
      const found = listBackups(folder);
      if (json) return io.out(`${JSON.stringify({ backups: found.map(toJson) })}\n`);
      return io.out(found.length === 0 ? 'There are no backups yet\n' : found.map(toLine).join(''));
    }
    case 'create': {
      const library = await openLibrary(folder.root, { log: silentLog, access: 'write' });
      try {
        if (library.backups === null) throw new Error('a library that can be written has backups');
        const made = await library.backups.create(checkInChild(forkProcess, io.signal));
        return io.out(json ? `${JSON.stringify(toJson(made))}\n` : toLine(made));
      } finally {
        library.close();
      }
    }
    case 'restore': {
      const name = positionals[0] ?? '';
      const keptAs = restoreClosed(folder, name);
      return io.out(
        json
          ? `${JSON.stringify({ restored: name, kept_as: keptAs })}\n`
          : `${name} is restored${keptAs === null ? '' : `; the previous database is kept as ${keptAs}`}\n`,
      );
    }
  }
}

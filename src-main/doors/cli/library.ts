import type { Rebuilt } from '../../../src-shared/contract/recovery.ts';
import { rebuild, setTrust } from '../../app/library-upkeep.ts';
import { thisProgram } from '../../app/program/program.ts';
import { warningsTo } from './call.ts';
import { command, group } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { backups } from './library-backups.ts';
import { results } from './library-results.ts';
import { exportArchive, importArchive, move } from './library-transfer.ts';
import { trash } from './library-trash.ts';
import { flag } from './options.ts';
import { print } from './use-case.ts';

const rebuildCommand = command({
  name: 'library rebuild',
  summary: "Makes the database again from the library's files",
  positionals: [],
  about: `Makes the database again from the library's files and the descriptions beside them. Nothing is deleted: the old
    database is kept in the folder "backups".`,
  options: { library: libraryOption('the library'), json },
  json: '{"recordings", "separations", "projects", "studies", "without_sidecar": […], "problems": [{"file", "reason"}], "kept"}',
  async run({ values }, io) {
    const rebuilt = await rebuild(values.library, warningsTo(io));
    const { withoutSidecar, ...rest } = rebuilt;
    print(io, values.json, { ...rest, without_sidecar: withoutSidecar }, () => inWords(rebuilt));
  },
});

const trust = command({
  name: 'library trust',
  summary: 'Says that you trust a library from elsewhere',
  positionals: ['DIR'],
  about: `A library that was made on this machine is trusted. One that was copied, moved or sent by somebody else is opened
    like any other, but until you say that you trust it, Divisi does not run the Python in its folder, does not go on with
    the jobs that it brings along, and does not read files outside its folder. Your trust is noted in your own
    configuration, for this folder alone. A window that is open notices at its next start.`,
  options: { revoke: flag('takes the trust back'), json },
  json: '{"library", "trusted"}',
  async run({ values, positionals }, io) {
    const trusted = !values.revoke;
    const library = await setTrust(thisProgram(), positionals[0] ?? '', trusted);
    print(io, values.json, { library, trusted }, () =>
      trusted ? `"${library}" is trusted on this machine\n` : `"${library}" is no longer trusted\n`,
    );
  },
});

export const library = group(
  {
    name: 'library',
    summary: "A library's backups and trash; archives of it; moving, merging, rebuilding and trusting it",
    about: '',
  },
  [backups, rebuildCommand, trash, trust, exportArchive, importArchive, move, results],
);

function inWords({
  recordings,
  separations,
  projects,
  studies,
  withoutSidecar,
  problems,
  kept,
}: Rebuilt): string {
  const lines = [
    `Came back: recordings ${recordings}, separations ${separations}, projects ${projects}, listening tests ${studies}`,
    ...withoutSidecar.map(
      (file) => `${file}: had no description and became a recording named after its file`,
    ),
    ...problems.map(({ file, reason }) => `${file}: not taken in, ${reason}`),
    ...(kept === null ? [] : [`The old database is kept as ${kept}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

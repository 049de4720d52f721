import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { LibraryTrust } from '../../library/trust.ts';
import { configDir } from '../paths.ts';
import { backups, BACKUPS_HELP } from './library-backups.ts';
import { oneOf, parseCall, required, type Command, type Io } from './call.ts';

/** By the name of what is done to a library. */
const ACTIONS = { trust, backups } as const;

export const library: Command = {
  name: 'library',
  summary: "A library's backups, and whether it is trusted",
  help: `Usage: divisi library trust DIR [--revoke] [--json]
${BACKUPS_HELP}

A library that was made on this machine is trusted. One that was copied, moved or sent by somebody else is opened like
any other, but Divisi does not run the Python in its folder, does not go on with the jobs that it brings along, and does
not read files outside its folder, until you say that you trust it. That is noted in your own configuration for this
folder alone. A window that is open notices at its next start.

  --revoke   takes the trust back
  --json     one JSON object: {"library", "trusted"}`,
  async run(args, io) {
    const [first, ...rest] = args;
    const action = oneOf(required(first, 'trust or backups'), ['trust', 'backups'], 'library');
    await ACTIONS[action](rest, io);
  },
};

async function trust(args: readonly string[], io: Io): Promise<void> {
  const options = { revoke: { type: 'boolean' }, json: { type: 'boolean' } } as const;
  const { values, positionals } = parseCall(args, options, ['DIR']);
  const root = resolve(positionals[0] ?? '');
  const trusted = values.revoke !== true;
  const notes = new LibraryTrust(configDir());
  if (trusted) {
    const found = await stat(root).catch(() => null);
    if (found?.isDirectory() !== true) throw new Failure('library/not-found', `There is no folder "${root}"`);
    notes.trust(root);
  } else {
    notes.revoke(root);
  }
  if (values.json === true) return io.out(`${JSON.stringify({ library: root, trusted })}\n`);
  io.out(trusted ? `"${root}" is trusted on this machine\n` : `"${root}" is no longer trusted\n`);
}

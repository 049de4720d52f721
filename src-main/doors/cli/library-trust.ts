import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { LibraryTrust } from '../../library/trust.ts';
import { configDir } from '../../app/program/paths.ts';
import { parseCall, type Io } from './call.ts';

export async function trust(args: readonly string[], io: Io): Promise<void> {
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

import { existsSync } from 'node:fs';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { writeWhole } from '../../app/files/scratch.ts';
import type { Io } from './call.ts';

/**
 * Writes a text to a file, whole or not at all, or to stdout where no file is named.
 * @throws Failure `file/exists`, `disk/*`
 */
export async function writeResult(
  io: Pick<Io, 'out'>,
  content: string,
  { out, replace }: { readonly out: string | undefined; readonly replace: boolean },
): Promise<void> {
  // A terminal shows no carriage returns, and pipes have no use for them.
  if (out === undefined) return io.out(content.replaceAll('\r\n', '\n'));
  if (!replace && existsSync(out)) {
    throw new Failure('file/exists', `"${out}" is there already: --replace replaces it`);
  }
  await writeWhole(out, content);
}

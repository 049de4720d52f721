import { contentOf, sha256Of } from '../../audio/read/file-content.ts';
import { basename, extname } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { existingFile } from '../files/source.ts';
import type { Collected } from './collected.ts';
import type { ArchivedSound } from './format.ts';

export async function soundOf(path: string, withSounds: boolean, into: Collected): Promise<ArchivedSound> {
  const content = await contentOf(await existingFile(path));
  return { ...content, title: basename(path), entry: withSounds ? into.addSound(path, content) : null };
}

/** @throws Failure `file/not-found`, `file/unreadable` where the file has another content than when it was used */
export async function requireUnchanged(path: string, sha256: string): Promise<void> {
  if ((await sha256Of(await existingFile(path))) === sha256) return;
  throw new Failure(
    'file/unreadable',
    `"${basename(path, extname(path))}" was changed since it was used: restore it, or compute the results again`,
  );
}

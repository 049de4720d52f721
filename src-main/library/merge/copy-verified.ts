import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { syncFile, syncFolder } from '../durable.ts';

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/**
 * Copies a file under another name, reads the copy back, compares the hashes, and renames it into place. A file that is
 * there with the same content stays.
 * @throws Failure `file/exists` where another file has the name, `file/unreadable` where the copy differs
 */
export async function copyVerified(from: string, to: string): Promise<void> {
  if (existsSync(to)) {
    if ((await sha256OfFile(from)) === (await sha256OfFile(to))) return;
    throw new Failure('file/exists', `Another file is at ${to}`);
  }
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const part = `${to}.divisi-unfinished`;
  const hash = createHash('sha256');
  const file = await open(part, 'w', 0o600);
  try {
    for await (const piece of createReadStream(from)) {
      hash.update(piece as Buffer);
      await file.write(piece as Buffer);
    }
  } finally {
    await file.close();
  }
  syncFile(part);
  if ((await sha256OfFile(part)) !== hash.digest('hex')) {
    rmSync(part, { force: true });
    throw new Failure(
      'file/unreadable',
      `The copy of ${from} reads back differently; the disk may be damaged`,
    );
  }
  renameSync(part, to);
  syncFolder(dirname(to));
}

import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { syncFile, syncFolder } from '../durable.ts';

export async function sha256OfFile(path: string, watch: Watching = {}): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(path, watch)) hash.update(piece);
  return hash.digest('hex');
}

export interface Watching {
  readonly signal?: AbortSignal;
  /** Called with the bytes of each piece that was read. */
  readonly onBytes?: (bytes: number) => void;
}

/** @throws Failure `call/cancelled` */
async function* piecesOf(path: string, { signal, onBytes }: Watching): AsyncGenerator<Buffer, void, void> {
  for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    if (signal?.aborted === true) throw new Failure('call/cancelled', 'Interrupted');
    yield piece as Buffer;
    onBytes?.((piece as Buffer).length);
  }
}

/**
 * Copies a file under another name, reads the copy back, compares the hashes, and renames it into place. A file that is
 * there with the same content stays. All bytes are read twice: to be copied and to be compared.
 * @throws Failure `file/exists` where another file has the name, `file/unreadable` where the copy differs, `call/cancelled`
 */
export async function copyVerified(from: string, to: string, watch: Watching = {}): Promise<void> {
  if (existsSync(to)) {
    if ((await sha256OfFile(from)) === (await sha256OfFile(to))) return;
    throw new Failure('file/exists', `Another file is at ${to}`);
  }
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const part = `${to}.divisi-unfinished`;
  const hash = createHash('sha256');
  const file = await open(part, 'w', 0o600);
  try {
    for await (const piece of piecesOf(from, watch)) {
      hash.update(piece);
      await file.write(piece);
    }
  } finally {
    await file.close();
  }
  syncFile(part);
  if ((await sha256OfFile(part, watch)) !== hash.digest('hex')) {
    rmSync(part, { force: true });
    throw new Failure(
      'file/unreadable',
      `The copy of ${from} reads back differently; the disk may be damaged`,
    );
  }
  renameSync(part, to);
  syncFolder(dirname(to));
}

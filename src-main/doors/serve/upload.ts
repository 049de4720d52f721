import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { randomBytes } from 'node:crypto';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import type { ServeLimits } from './limits.ts';

const CHECK_EVERY_BYTES = 64 * 1024 * 1024;

/**
 * Makes the file name that a browser sent suitable for this disk.
 * @throws Failure `call/invalid`
 */
export function uploadName(raw: string | null): string {
  const name = (raw ?? '').normalize('NFC');
  const isBad = name === '' || name === '.' || name === '..' || /[/\\\p{Cc}]/u.test(name);
  if (isBad || Buffer.byteLength(name) > 240) {
    throw new Failure('call/invalid', 'An upload needs ?name= with a plain file name of at most 240 bytes');
  }
  // Some file systems reserve these characters. The name is only displayed and stored, so replacing them is harmless.
  return name.replaceAll(/[<>:"|?*]/g, '_');
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * Yields the body's chunks; fails when the size limit is exceeded or disk space runs low. The request stays open so
 * that the error can still be sent.
 */
async function* guarded(
  request: IncomingMessage,
  folder: string,
  limits: ServeLimits,
  seen: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  let checkedAt = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    seen(bytes);
    if (bytes > limits.uploadBytes) throw tooLarge(limits);
    if (bytes - checkedAt >= CHECK_EVERY_BYTES) {
      checkedAt = bytes;
      if ((await freeBytes(folder)) < limits.diskReserveBytes) throw diskFull();
    }
    yield chunk;
  }
}

const tooLarge = (limits: ServeLimits): Failure =>
  new Failure(
    'file/too-large',
    `The file is larger than the ${Math.floor(limits.uploadBytes / 1e6)} MB an upload may have`,
  );
const diskFull = (): Failure => new Failure('disk/full', 'The disk has no room for this upload');

/** Removes leftover uploads except the files in use. Each upload has its own folder under `spoolDir`. */
export async function clearSpool(spoolDir: string, inUse: readonly string[]): Promise<void> {
  const kept = new Set(inUse.map((path) => basename(dirname(path))));
  let names: string[];
  try {
    names = await readdir(spoolDir);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  for (const name of names) {
    if (!kept.has(name)) await rm(join(spoolDir, name), { recursive: true, force: true });
  }
}

export interface Upload {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
}

/**
 * Streams an upload into its own folder under `spoolDir`; a failed upload leaves nothing behind.
 * @throws Failure `call/invalid`, `file/too-large`, `file/empty`, `file/truncated`, `disk/full`, `call/cancelled`
 */
export async function receiveUpload(
  request: IncomingMessage,
  rawName: string | null,
  spoolDir: string,
  limits: ServeLimits,
): Promise<Upload> {
  const name = uploadName(rawName);
  const declared = Number(request.headers['content-length'] ?? Number.NaN);
  if (declared > limits.uploadBytes) throw tooLarge(limits);
  await mkdir(spoolDir, { recursive: true, mode: 0o700 });
  if ((await freeBytes(spoolDir)) < (declared || 0) + limits.diskReserveBytes) throw diskFull();
  const folder = join(spoolDir, randomBytes(12).toString('hex'));
  await mkdir(folder, { mode: 0o700 });
  const path = join(folder, name);
  let bytes = 0;
  const idle = setTimeout(
    () => request.destroy(new Failure('call/cancelled', 'The upload stalled')),
    limits.uploadIdleMs,
  );
  try {
    const chunks = guarded(request, folder, limits, (soFar) => {
      bytes = soFar;
      idle.refresh();
    });
    await pipeline(chunks, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    if (bytes === 0) throw new Failure('file/empty', `"${name}" is empty`);
    if (declared >= 0 && declared !== bytes)
      throw new Failure('file/truncated', `"${name}" did not arrive whole`);
    return { path, name, bytes };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw asFailure(error, name);
  } finally {
    clearTimeout(idle);
  }
}

function asFailure(error: unknown, name: string): unknown {
  if (isFailure(error) || !(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') {
    return new Failure('disk/full', 'The disk has no room for this upload', { cause: error });
  }
  if (error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return new Failure('call/cancelled', `The upload of "${name}" was broken off`, { cause: error });
  }
  return error;
}

import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import { readFailure } from './file-errors.ts';

/** A regular file opened for random reading, with its size at that moment. */
export interface ByteFile {
  readonly path: string;
  readonly size: number;
  /** Up to `length` bytes from `position`; fewer only at the end of the file. */
  readAt(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** @throws Failure `file/not-found`, `file/unreadable` */
export async function openBytes(path: string): Promise<ByteFile> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    throw readFailure(error, path);
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) {
      throw new Failure(
        'file/unreadable',
        stat.isDirectory()
          ? `"${basename(path)}" is a folder, not an audio file`
          : `"${basename(path)}" is not a regular file`,
      );
    }
    return {
      path,
      size: stat.size,
      readAt: (position, length) => readFully(handle, path, position, length),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw readFailure(error, path);
  }
}

async function readFully(
  handle: FileHandle,
  path: string,
  position: number,
  length: number,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  try {
    while (filled < length) {
      const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
  } catch (error) {
    throw readFailure(error, path);
  }
  return buffer.subarray(0, filled);
}

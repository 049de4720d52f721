import type { FileHandle } from 'node:fs/promises';
import { readFailure } from './file-errors.ts';
import { openRegular } from './regular-file.ts';

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
  const { handle, size } = await openRegular(path);
  return {
    path,
    size,
    readAt: (position, length) => readFully(handle, path, position, length),
    close: () => handle.close(),
  };
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

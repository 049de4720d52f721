import type { FileHandle } from 'node:fs/promises';
import { readFailure } from './file-errors.ts';
import { openRegular } from './regular-file.ts';

/** A regular file opened for random reading, with its size at that moment. */
export interface ByteFile {
  readonly path: string;
  readonly size: number;
  /**
   * Up to `length` bytes from `position`; fewer only at the end of the file.
   * @param memory takes the bytes, if it has the room; new memory otherwise
   */
  readAt(position: number, length: number, memory?: Buffer): Promise<Buffer>;
  close(): Promise<void>;
}

/** @throws Failure `file/not-found`, `file/unreadable` */
export async function openBytes(path: string): Promise<ByteFile> {
  const { handle, size } = await openRegular(path);
  return {
    path,
    size,
    readAt: (position, length, memory) => readFully(handle, path, position, length, memory),
    close: () => handle.close(),
  };
}

async function readFully(
  handle: FileHandle,
  path: string,
  position: number,
  length: number,
  memory?: Buffer,
): Promise<Buffer> {
  const buffer = memory !== undefined && memory.length >= length ? memory : Buffer.allocUnsafeSlow(length);
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

import { readSync } from 'node:fs';

/** Random access to bytes. */
export interface ByteSource {
  readonly size: number;
  /** The byte at `position`, which must lie in `[0, size)`. */
  at(position: number): number;
  /** A copy of `[start, end)`, both within `[0, size]`. */
  slice(start: number, end: number): Uint8Array;
}

const WINDOW_BYTES = 1 << 16;

export const inMemory = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  at: (position) => bytes[position] ?? 0,
  slice: (start, end) => bytes.slice(start, end),
});

/**
 * Reads an open file through a 64 KiB window; skipped parts are never read.
 * @throws Error if the file ends before `size`
 */
export function inFile(fd: number, size: number): ByteSource {
  const window = Buffer.alloc(WINDOW_BYTES);
  let from = 0;
  let to = 0;
  const fill = (buffer: Buffer, position: number, length: number): void => {
    for (let done = 0; done < length;) {
      const read = readSync(fd, buffer, done, length - done, position + done);
      if (read === 0) throw new Error('the file became shorter while it was read');
      done += read;
    }
  };
  return {
    size,
    at(position) {
      if (position < from || position >= to) {
        to = from = position;
        const length = Math.min(WINDOW_BYTES, size - position);
        fill(window, position, length);
        to = position + length;
      }
      return window[position - from] ?? 0;
    },
    slice(start, end) {
      const copy = Buffer.alloc(end - start);
      fill(copy, start, copy.length);
      return copy;
    },
  };
}

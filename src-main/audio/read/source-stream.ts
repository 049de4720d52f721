import { createHash } from 'node:crypto';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ByteFile } from './byte-file.ts';

/** The source front to back, once: every piece is hashed, counted and perhaps copied as it passes. */
export interface SourceStream {
  readonly pieces: AsyncGenerator<Buffer, void>;
  /** Share of the file that was read, 0 to 1. */
  done(): number;
  /** Lower-case hex; reads what nobody asked for first. */
  sha256(): Promise<string>;
}

const PIECE_BYTES = 1 << 20;
/** Decoders return a whole piece's audio at once, many times its size. */
export const COMPRESSED_PIECE_BYTES = 1 << 16;

/**
 * @param tee is given every piece (a copy to disk)
 * @throws Failure `call/cancelled` from the stream once `signal` is aborted
 */
export function streamSource(
  file: ByteFile,
  signal: AbortSignal,
  options: { pieceBytes?: number; tee?: (piece: Buffer) => Promise<void> } = {},
): SourceStream {
  const hash = createHash('sha256');
  let position = 0;
  async function* read(): AsyncGenerator<Buffer, void> {
    for (;;) {
      if (signal.aborted) throw cancelled();
      const piece = await file.readAt(position, options.pieceBytes ?? PIECE_BYTES);
      if (piece.length === 0) return;
      position += piece.length;
      hash.update(piece);
      await options.tee?.(piece);
      yield piece;
    }
  }
  const pieces = keepOpen(read());
  return {
    pieces,
    done: () => (file.size === 0 ? 1 : Math.min(1, position / file.size)),
    async sha256() {
      for (;;) if ((await pieces.next()).done === true) break;
      return hash.digest('hex');
    },
  };
}

/** A consumer that stops early (trailing tags) must not close the stream: the hash wants the rest. */
function keepOpen(source: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  const wrapped: AsyncGenerator<Buffer, void> = {
    next: () => source.next(),
    return: () => Promise.resolve({ done: true, value: undefined }),
    throw: (error) => source.throw(error),
    [Symbol.asyncIterator]: () => wrapped,
    [Symbol.asyncDispose]: async () => {
      await source.return();
    },
  };
  return wrapped;
}

export function cancelled(): Failure {
  return new Failure('call/cancelled', 'Cancelled');
}

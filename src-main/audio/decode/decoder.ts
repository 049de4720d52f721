import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import type { ByteFile } from '../read/byte-file.ts';

/** A compressed file's decoded audio, in the working copy's format. */
export interface DecodedStream {
  readonly format: string;
  readonly sampleRate: number;
  readonly channels: number;
  /** FLAC and ALAC keep their integers; lossy formats are float32. */
  readonly sampleFormat: 's16' | 's24' | 'f32';
  /** As the header declares it; null if it is known only at the end of the file. */
  readonly frames: number | null;
  /** Planar float32, one array a channel, in order; bounded in size. Runs once. */
  blocks(): AsyncGenerator<Float32Array[], void>;
  /** Places that could not be decoded, so far. */
  damagedPlaces(): number;
  /** After decoding, whether the stream marked its own end; null if the format has no such mark. */
  endedProperly(): boolean | null;
  /**
   * Contradictions between header and file, and how they were resolved: sentences for the user, known at the
   * end.
   */
  notes(): readonly string[];
  /** Frees the decoder's resources; safe to call at any time. */
  close(): void;
}

/** What a decoder is given. */
export interface DecoderInput {
  readonly file: ByteFile;
  /** Where the audio begins, and the first bytes from there on. */
  readonly audioStart: number;
  readonly head: Buffer;
  /** The whole file front to back, in pieces; to be consumed once. */
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

/** One module a format. */
export type OpenDecoder = (input: DecoderInput) => Promise<DecodedStream>;

/** Leaves out the first `count` bytes. */
export async function* skipBytes(
  source: AsyncIterable<Uint8Array>,
  count: number,
): AsyncGenerator<Uint8Array, void> {
  let left = count;
  for await (const piece of source) {
    const rest = piece.subarray(Math.min(left, piece.length));
    left -= piece.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}

/** Truncates the stream after `frames` (drops the codec's padding); null leaves it as it is. */
export async function* limitFrames(
  blocks: AsyncIterable<Float32Array[]>,
  frames: number | null,
): AsyncGenerator<Float32Array[], void> {
  let left = frames ?? Infinity;
  for await (const block of blocks) {
    const length = block[0]?.length ?? 0;
    if (left > 0) yield length <= left ? block : block.map((samples) => samples.subarray(0, left));
    left -= length;
  }
}

/**
 * Calls a WebAssembly decoder. Damaged input can make it trap or throw; this is reported as an unreadable file.
 * @throws Failure `file/unreadable`
 */
export async function guarded<T>(call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (isFailure(cause)) throw cause;
    throw new Failure('file/unreadable', 'The file is too damaged to be decoded', {
      cause,
    });
  }
}

import type { ByteFile } from '../byte-file.ts';
import { skipBytes } from './decoder.ts';
import type { DecoderInput } from './decoder.ts';

/** A page is at most 27 + 255 + 255 * 255 bytes (RFC 3533). */
const TAIL_BYTES = 65_307 * 2;
const LAST_PAGE = 4;
const NO_GRANULE = 0xffff_ffff_ffff_ffffn;

export interface OggEnd {
  /** The last page carries the end-of-stream mark. */
  readonly isLast: boolean;
  /** Position of the last complete sample, in the codec's own rate. */
  readonly granule: number;
  /** Of the logical stream it belongs to; another one than the first page's means several, one after the other. */
  readonly serial: number;
}

/** The last whole page's mark and position; null where none is found. */
export async function readOggEnd(file: ByteFile): Promise<OggEnd | null> {
  const from = Math.max(0, file.size - TAIL_BYTES);
  const tail = await file.readAt(from, TAIL_BYTES);
  for (let at = tail.length; (at = tail.lastIndexOf('OggS', at - 1)) >= 0;) {
    const segments = tail[at + 26];
    if (segments === undefined || tail[at + 4] !== 0) continue;
    const table = tail.subarray(at + 27, at + 27 + segments);
    const size = 27 + segments + table.reduce((sum, length) => sum + length, 0);
    const granule = tail.readBigUInt64LE(at + 6);
    if (table.length === segments && at + size <= tail.length && granule !== NO_GRANULE) {
      return {
        isLast: ((tail[at + 5] ?? 0) & LAST_PAGE) !== 0,
        granule: Number(granule),
        serial: tail.readUInt32LE(at + 14),
      };
    }
    if (at === 0) return null;
  }
  return null;
}

/** Samples of a file that is one logical stream, less what its codec skips at the start; null where they can't be told. */
export function oggFrames(head: Buffer, end: OggEnd | null, skipped: number): number | null {
  if (end === null || head.length < 18 || head.readUInt32LE(14) !== end.serial) return null;
  return Math.max(0, end.granule - skipped);
}

interface OggDecoder {
  decode(bytes: Uint8Array): DecodedPiece | Promise<DecodedPiece>;
  flush(): DecodedPiece | Promise<DecodedPiece>;
}

interface DecodedPiece {
  readonly channelData: Float32Array[];
  readonly samplesDecoded: number;
  readonly errors: readonly unknown[];
}

/** The file's blocks, in order; `onDamage` hears of each place that could not be decoded. */
export async function* decodeOgg(
  decoder: OggDecoder,
  input: DecoderInput,
  onDamage: (places: number) => void,
): AsyncGenerator<Float32Array[], void> {
  for await (const bytes of skipBytes(input.bytes, input.audioStart))
    yield* heard(await decoder.decode(bytes));
  yield* heard(await decoder.flush());

  function* heard({ channelData, samplesDecoded, errors }: DecodedPiece): Generator<Float32Array[], void> {
    onDamage(errors.length);
    if (samplesDecoded > 0) yield channelData;
  }
}

import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ByteFile } from './byte-file.ts';
import { ChunkWalk, WindowedBytes } from './chunks.ts';
import type { Chunk } from './chunks.ts';
import { behindNotes, bytesPerSample, dataExtent, UNPADDED_NOTE } from './layout.ts';
import type { PcmLayout } from './layout.ts';
import { parseWavFormat, wavEncoding } from './wav-format.ts';
import type { WavEncoding, WavFormat } from './wav-format.ts';
import { isWave64, parseWave64 } from './wave64.ts';

/** Sizes from here up are what streaming writers put where they can't know the length. */
const UNKNOWN_FROM = 0x7fff_f000;
const PLACEHOLDER = 0xffff_ffff;
const WRAP = 2 ** 32;

export function isWav(head: Buffer): boolean {
  const magic = head.toString('latin1', 0, 4);
  if (magic === 'RIFF' || magic === 'RF64' || magic === 'BW64') {
    return head.length < 12 || head.toString('latin1', 8, 12) === 'WAVE';
  }
  return isWave64(head);
}

/**
 * Finds the samples of a WAV file in place: RIFF, RF64 and BW64 (EBU Tech 3306, ITU-R BS.2088), Wave64.
 * @returns null where they are compressed (ADPCM, MP3 in WAV …)
 * @throws Failure `file/truncated`, `file/unsupported`, `file/unreadable`
 */
export async function parseWav(file: ByteFile): Promise<PcmLayout | null> {
  const head = await file.readAt(0, 40);
  if (isWave64(head)) return parseWave64(file);
  if (head.length < 12) throw cutOff();
  const magic = head.toString('latin1', 0, 4);
  const is64 = magic === 'RF64' || magic === 'BW64';
  const bytes = new WindowedBytes(file);
  const walk = new ChunkWalk(bytes, { bigEndian: false });
  let format: WavFormat | null = null;
  let dataBytes64: bigint | null = null;
  let at = 12;
  for (;;) {
    const chunk = await walk.at(at);
    if (chunk === null) break;
    if (chunk.id === 'ds64') {
      const body = await bytes.readAt(chunk.body, 16);
      if (body.length === 16) dataBytes64 = body.readBigUInt64LE(8);
    } else if (chunk.id === 'fmt ') {
      format = parseWavFormat(await bytes.readAt(chunk.body, Math.min(chunk.size, 40)));
      if (format === null) throw cutOff();
    } else if (chunk.id === 'data') {
      if (format === null) throw new Failure('file/unsupported', 'This WAV file describes no sample format');
      const encoding = wavEncoding(format);
      if (encoding === null) return null;
      return layoutOf({
        file,
        walk,
        chunk,
        format,
        encoding,
        is64,
        dataBytes64,
        riffSize: head.readUInt32LE(4),
      });
    }
    at = await walk.behind(chunk);
  }
  if (at > file.size || format === null) throw cutOff();
  throw new Failure('audio/no-samples', 'This WAV file contains no samples');
}

interface FoundData {
  readonly file: ByteFile;
  readonly walk: ChunkWalk;
  readonly chunk: Chunk;
  readonly format: WavFormat;
  readonly encoding: WavEncoding;
  readonly is64: boolean;
  readonly dataBytes64: bigint | null;
  readonly riffSize: number;
}

async function layoutOf(found: FoundData): Promise<PcmLayout> {
  const { file, walk, chunk, format, is64 } = found;
  const { encoding, notes } = found.encoding;
  const frameBytes = bytesPerSample(encoding) * format.channels;
  const available = file.size - chunk.body;
  const size = await declaredBytes(found, available);
  const extent = dataExtent(size.bytes, available, frameBytes);
  const end = size.bytes === null ? file.size : chunk.body + size.bytes;
  const behind =
    end < file.size ? await walk.unexplainedFrom(await walk.behind({ ...chunk, size: end - chunk.body })) : 0;
  return {
    container: is64 ? 'rf64' : 'wav',
    sampleRate: format.sampleRate,
    channels: format.channels,
    encoding,
    dataOffset: chunk.body,
    ...extent,
    notes: [
      ...notes,
      ...(walk.foundUnpadded ? [UNPADDED_NOTE] : []),
      ...size.notes,
      ...behindNotes(behind, frameBytes, format.sampleRate),
    ],
  };
}

/** Bytes of the samples; null where the header leaves that open. */
async function declaredBytes(
  { walk, chunk, is64, dataBytes64, riffSize, file }: FoundData,
  available: number,
): Promise<{ bytes: number | null; notes: readonly string[] }> {
  if (is64 && chunk.size === PLACEHOLDER && dataBytes64 !== null) {
    // All ones, or any other impossibly large size, means that the writer never completed the header.
    return { bytes: dataBytes64 > Number.MAX_SAFE_INTEGER ? null : Number(dataBytes64), notes: [] };
  }
  if (isOpen(chunk.size, available, riffSize, file.size)) return { bytes: null, notes: [] };
  const wraps = is64 ? 0 : Math.floor((available - chunk.size) / WRAP);
  if (wraps < 1 || (await walk.unexplainedFrom(chunk.body + chunk.size)) === 0) {
    return { bytes: chunk.size, notes: [] };
  }
  const bytes = chunk.size + wraps * WRAP;
  if ((await walk.unexplainedFrom(chunk.body + bytes)) > 0) return { bytes: chunk.size, notes: [] };
  return {
    bytes,
    notes: [
      'The file is longer than its header can say: sizes in WAV end at 4 GiB and began again at zero. It was read to its end.',
    ],
  };
}

function cutOff(): Failure {
  return new Failure('file/truncated', 'This WAV file ends inside its header: none of it can be read', {
    details: { seconds: 0 },
  });
}

/** A length that was never filled in: zero with bytes behind it that no RIFF size accounts for, or one of the placeholders. */
function isOpen(declared: number, available: number, riffSize: number, fileSize: number): boolean {
  if (declared === 0) return available > 0 && riffSize + 8 !== fileSize;
  return declared === PLACEHOLDER || (declared > available && declared >= UNKNOWN_FROM);
}

import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ByteFile } from './byte-file.ts';
import { WindowedBytes } from './chunks.ts';
import { behindNotes, bytesPerSample, dataExtent } from './layout.ts';
import type { PcmLayout } from './layout.ts';
import { parseWavFormat, wavEncoding } from './wav-format.ts';
import type { WavFormat } from './wav-format.ts';

const RIFF = Buffer.from('726966662e91cf11a5d628db04c10000', 'hex');
const WAVE = '77617665f3acd3118cd100c04f8edb8a';
/** The file's id and size, and the id of its content type. */
const FIRST_CHUNK = 40;
/** An id of 16 bytes, and a size of 8 that counts both. */
const HEADER_BYTES = 24;
const ALIGN = 8;
const MOST_CHUNKS = 20_000;

export function isWave64(head: Buffer): boolean {
  return head.length >= 16 && head.subarray(0, 16).equals(RIFF);
}

/**
 * Finds the samples of a Sony Wave64 file in place.
 * @returns null where they are compressed
 * @throws Failure `file/truncated`, `file/unsupported`, `audio/no-samples`, `file/unreadable`
 */
export async function parseWave64(file: ByteFile): Promise<PcmLayout | null> {
  const bytes = new WindowedBytes(file);
  const head = await bytes.readAt(0, FIRST_CHUNK);
  if (head.length < FIRST_CHUNK) throw cutOff();
  if (head.toString('hex', 24, 40) !== WAVE) {
    throw new Failure('file/unsupported', 'This Wave64 file contains no audio');
  }
  let format: WavFormat | null = null;
  let at = FIRST_CHUNK;
  for (let count = 0; at + HEADER_BYTES <= file.size; count += 1) {
    const header = await bytes.readAt(at, HEADER_BYTES);
    const id = header.toString('latin1', 0, 4);
    const size = Number(header.readBigUInt64LE(16)) - HEADER_BYTES;
    if (size < 0 || count > MOST_CHUNKS) {
      throw new Failure('file/unsupported', 'The header of this Wave64 file is damaged');
    }
    const body = at + HEADER_BYTES;
    if (id === 'fmt ') {
      format = parseWavFormat(await bytes.readAt(body, Math.min(size, 40)));
      if (format === null) throw cutOff();
    } else if (id === 'data') {
      if (format === null) throw new Failure('file/unsupported', 'This WAV file describes no sample format');
      const found = wavEncoding(format);
      if (found === null) return null;
      const { encoding, notes } = found;
      const available = file.size - body;
      const frameBytes = bytesPerSample(encoding) * format.channels;
      const isOpen = size > Number.MAX_SAFE_INTEGER || (size === 0 && available > 0);
      const behind = isOpen ? 0 : await unexplainedFrom(bytes, body + Math.ceil(size / ALIGN) * ALIGN);
      return {
        container: 'w64',
        sampleRate: format.sampleRate,
        channels: format.channels,
        encoding,
        dataOffset: body,
        ...dataExtent(isOpen ? null : size, available, frameBytes),
        notes: [...notes, ...behindNotes(behind, frameBytes, format.sampleRate)],
      };
    }
    at = body + Math.ceil(size / ALIGN) * ALIGN;
  }
  if (at > file.size || format === null) throw cutOff();
  throw new Failure('audio/no-samples', 'This WAV file contains no samples');
}

/** Bytes to the end of the file that are no chunks. */
async function unexplainedFrom(bytes: WindowedBytes, from: number): Promise<number> {
  let at = from;
  for (let count = 0; at + HEADER_BYTES <= bytes.size && count < MOST_CHUNKS; count += 1) {
    const header = await bytes.readAt(at, HEADER_BYTES);
    const size = Number(header.readBigUInt64LE(16));
    const isChunk = /^[\x20-\x7e]{4}$/u.test(header.toString('latin1', 0, 4));
    if (!isChunk || size < HEADER_BYTES || at + size > bytes.size) break;
    at += Math.ceil(size / ALIGN) * ALIGN;
  }
  return Math.max(0, bytes.size - at);
}

function cutOff(): Failure {
  return new Failure('file/truncated', 'This Wave64 file ends inside its header: none of it can be read', {
    details: { seconds: 0 },
  });
}

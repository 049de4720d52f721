import { Failure } from '../../src-shared/contract/failure.ts';
import type { ByteFile } from './byte-file.ts';
import { bytesPerSample, dataExtent } from './layout.ts';
import type { PcmLayout, SampleEncoding } from './layout.ts';

/** RIFF, RF64 and BW64 (EBU Tech 3306, ITU-R BS.2088) and Sony Wave64, which differ only in how chunks are framed. */
interface Framing {
  readonly container: string;
  readonly firstChunk: number;
  readonly headerBytes: number;
  readonly align: number;
  readonly wide: boolean;
}

const RIFF: Framing = { container: 'wav', firstChunk: 12, headerBytes: 8, align: 2, wide: false };
const WAVE64: Framing = { container: 'w64', firstChunk: 40, headerBytes: 24, align: 8, wide: true };
const W64_RIFF = Buffer.from('726966662e91cf11a5d628db04c10000', 'hex');
const W64_WAVE = '77617665f3acd3118cd100c04f8edb8a';
/** Last 14 bytes of a KSDATAFORMAT subtype; the first two are the old format tag. */
const SUBTYPE_TAIL = '000000001000800000aa00389b71';
/** Sizes from here up are what streaming writers put where they can't know the length. */
const UNKNOWN_FROM = 0x7fff_f000;

const TAG_PCM = 1;
const TAG_FLOAT = 3;
const TAG_EXTENSIBLE = 0xfffe;

interface Format {
  readonly tag: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly blockAlign: number;
  readonly bits: number;
  readonly validBits: number;
}

export function isWav(head: Buffer): boolean {
  const magic = head.toString('latin1', 0, 4);
  if (magic === 'RIFF' || magic === 'RF64' || magic === 'BW64') {
    return head.length < 12 || head.toString('latin1', 8, 12) === 'WAVE';
  }
  return head.length >= 16 && head.subarray(0, 16).equals(W64_RIFF);
}

/**
 * Finds the samples of a WAV file in place.
 * @returns null where they are compressed (ADPCM, MP3 in WAV …)
 * @throws Failure `file/truncated`, `file/unsupported`, `file/unreadable`
 */
export async function parseWav(file: ByteFile): Promise<PcmLayout | null> {
  const head = await file.readAt(0, 40);
  const wide = head.subarray(0, 16).equals(W64_RIFF);
  const framing = wide ? WAVE64 : RIFF;
  if (head.length < framing.firstChunk) throw cutOff();
  if (wide && head.toString('hex', 24, 40) !== W64_WAVE) {
    throw new Failure('file/unsupported', 'This Wave64 file holds no audio');
  }
  const magic = head.toString('latin1', 0, 4);
  const is64 = magic === 'RF64' || magic === 'BW64';
  const riffSize = wide ? 0 : head.readUInt32LE(4);

  let format: Format | null = null;
  let dataSize64: number | null = null;
  let at = framing.firstChunk;
  while (at + framing.headerBytes <= file.size) {
    const header = await file.readAt(at, framing.headerBytes);
    const id = header.toString('latin1', 0, 4);
    const size = wide ? Number(header.readBigUInt64LE(16)) - 24 : header.readUInt32LE(4);
    if (size < 0) throw new Failure('file/unsupported', 'The header of this Wave64 file is damaged');
    const body = at + framing.headerBytes;
    if (id === 'ds64') {
      const chunk = await file.readAt(body, 16);
      if (chunk.length === 16) dataSize64 = Number(chunk.readBigUInt64LE(8));
    } else if (id === 'fmt ') {
      format = parseFormat(await file.readAt(body, Math.min(size, 40)));
    } else if (id === 'data') {
      if (format === null) throw new Failure('file/unsupported', 'This WAV file describes no sample format');
      const encoding = encodingOf(format);
      if (encoding === null) return null;
      const available = file.size - body;
      const declared = is64 && size === 0xffff_ffff && dataSize64 !== null ? dataSize64 : size;
      return {
        container: is64 ? 'rf64' : framing.container,
        sampleRate: format.sampleRate,
        channels: format.channels,
        encoding,
        dataOffset: body,
        ...dataExtent(
          isOpen(declared, available, riffSize, file.size) ? null : declared,
          available,
          bytesPerSample(encoding) * format.channels,
        ),
      };
    }
    at = body + Math.ceil(size / framing.align) * framing.align;
  }
  if (at > file.size || format === null) throw cutOff();
  throw new Failure('audio/no-samples', 'This WAV file holds no samples');
}

function cutOff(): Failure {
  return new Failure('file/truncated', 'This WAV file ends inside its header: nothing of it can be read', {
    details: { seconds: 0 },
  });
}

/** A length that was never filled in: zero with bytes behind it that no RIFF size accounts for, or one of the placeholders. */
function isOpen(declared: number, available: number, riffSize: number, fileSize: number): boolean {
  if (declared === 0) return available > 0 && riffSize + 8 !== fileSize;
  return declared > available && declared >= UNKNOWN_FROM && declared <= 0xffff_ffff;
}

function parseFormat(chunk: Buffer): Format {
  if (chunk.length < 16) throw cutOff();
  const tag = chunk.readUInt16LE(0);
  const bits = chunk.readUInt16LE(14);
  const common = {
    channels: chunk.readUInt16LE(2),
    sampleRate: chunk.readUInt32LE(4),
    blockAlign: chunk.readUInt16LE(12),
    bits,
  };
  if (tag !== TAG_EXTENSIBLE || chunk.length < 40) return { ...common, tag, validBits: bits };
  const known = chunk.toString('hex', 26, 40) === SUBTYPE_TAIL;
  const validBits = chunk.readUInt16LE(18);
  return {
    ...common,
    tag: known ? chunk.readUInt16LE(24) : 0,
    validBits: validBits === 0 ? bits : validBits,
  };
}

function encodingOf(format: Format): SampleEncoding | null {
  if (format.channels === 0 || format.sampleRate === 0) {
    throw new Failure('file/unsupported', 'This WAV file declares no channels or no sample rate');
  }
  const width = format.blockAlign / format.channels;
  const kind = kindOf(format.tag, width);
  if (kind === null && (format.tag === TAG_PCM || format.tag === TAG_FLOAT)) {
    throw new Failure('file/unsupported', `${format.bits}-bit samples in ${width} bytes are not supported`);
  }
  return kind === null ? null : { kind, bigEndian: false, validBits: format.validBits };
}

function kindOf(tag: number, width: number): SampleEncoding['kind'] | null {
  if (tag === TAG_PCM) return ({ 1: 'u8', 2: 's16', 3: 's24', 4: 's32' } as const)[width] ?? null;
  if (tag === TAG_FLOAT) return ({ 4: 'f32', 8: 'f64' } as const)[width] ?? null;
  return null;
}

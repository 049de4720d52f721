import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ByteFile } from './byte-file.ts';
import { ChunkWalk, WindowedBytes } from './chunks.ts';
import type { Chunk } from './chunks.ts';
import { behindNotes, bytesPerSample, dataExtent, UNPADDED_NOTE } from './layout.ts';
import type { PcmLayout, SampleEncoding } from './layout.ts';

interface Common {
  readonly channels: number;
  readonly frames: number;
  readonly bits: number;
  readonly sampleRate: number;
  readonly compression: string;
}

export function isAiff(head: Buffer): boolean {
  if (head.toString('latin1', 0, 4) !== 'FORM') return false;
  const type = head.toString('latin1', 8, 12);
  return head.length < 12 || type === 'AIFF' || type === 'AIFC';
}

/** Rates within this share of a whole number are that number: a tenth of what clocks of sound cards are off by. */
const WHOLE_RATE_TOLERANCE = 1e-4;
/** Deviations from here up are worth a note. */
const NOTED_RATE_DEVIATION = 1e-6;

/**
 * Finds the samples of an AIFF or AIFF-C file in place (Apple, "Audio Interchange File Format AIFF-C", 1991).
 * @returns null where they are compressed
 * @throws Failure `file/truncated`, `file/unsupported`, `file/unreadable`
 */
export async function parseAiff(file: ByteFile): Promise<PcmLayout | null> {
  const bytes = new WindowedBytes(file);
  const walk = new ChunkWalk(bytes, { bigEndian: true });
  let common: Common | null = null;
  let sound: { chunk: Chunk; dataOffset: number; declared: number } | null = null;
  let at = 12;
  while (common === null || sound === null) {
    const chunk = await walk.at(at);
    if (chunk === null) break;
    if (chunk.id === 'COMM') common = parseCommon(await bytes.readAt(chunk.body, Math.min(chunk.size, 22)));
    if (chunk.id === 'SSND') {
      const start = await bytes.readAt(chunk.body, 8);
      if (start.length < 8) throw cutOff();
      const offset = start.readUInt32BE(0);
      sound = { chunk, dataOffset: chunk.body + 8 + offset, declared: Math.max(0, chunk.size - 8 - offset) };
    }
    at = await walk.behind(chunk);
  }
  if (common === null) throw cutOff();
  if (sound === null) {
    if (at > file.size) throw cutOff();
    throw new Failure('audio/no-samples', 'This AIFF file contains no samples');
  }
  if (common.channels === 0 || !(common.sampleRate > 0)) {
    throw new Failure('file/unsupported', 'This AIFF file declares no channels or no sample rate');
  }
  const encoding = encodingOf(common);
  if (encoding === null) return null;
  const frameBytes = bytesPerSample(encoding) * common.channels;
  const available = Math.max(0, file.size - sound.dataOffset);
  // COMM's count is the binding one; a recorder that crashed leaves it at zero with samples behind it.
  const declared = common.frames > 0 ? common.frames * frameBytes : sound.declared;
  const isOpen = declared === 0 && available >= frameBytes;
  const dataEnd = isOpen ? file.size : sound.dataOffset + declared;
  const behind = dataEnd < file.size ? await bytesBehind(walk, sound.chunk, dataEnd) : 0;
  const rate = wholeRate(common.sampleRate);
  return {
    container: 'aiff',
    sampleRate: rate.hz,
    channels: common.channels,
    encoding,
    dataOffset: sound.dataOffset,
    ...dataExtent(isOpen ? null : declared, available, frameBytes),
    notes: [
      ...rate.notes,
      ...(walk.foundUnpadded ? [UNPADDED_NOTE] : []),
      ...behindNotes(behind, frameBytes, rate.hz),
    ],
  };
}

/** What neither COMM's count nor another chunk explains: a remainder of the sound chunk, or bytes behind it. */
async function bytesBehind(walk: ChunkWalk, sound: Chunk, dataEnd: number): Promise<number> {
  const soundEnd = sound.body + sound.size;
  if (soundEnd > dataEnd + 1)
    return soundEnd - dataEnd + (await walk.unexplainedFrom(await walk.behind(sound)));
  return walk.unexplainedFrom(await walk.behind({ ...sound, size: dataEnd - sound.body }));
}

/** Rates are stored as 80-bit floats, and some writers compute them: 44,099.999 Hz is 44,100. */
function wholeRate(declared: number): { hz: number; notes: readonly string[] } {
  const hz = Math.round(declared);
  const deviation = Math.abs(declared - hz) / declared;
  if (deviation > WHOLE_RATE_TOLERANCE) return { hz: declared, notes: [] };
  const isNoted = deviation > NOTED_RATE_DEVIATION;
  return { hz, notes: isNoted ? [`The header declares ${declared} Hz; the file was read as ${hz} Hz.`] : [] };
}

function cutOff(): Failure {
  return new Failure('file/truncated', 'This AIFF file ends inside its header: none of it can be read', {
    details: { seconds: 0 },
  });
}

function parseCommon(chunk: Buffer): Common {
  if (chunk.length < 18) throw cutOff();
  return {
    channels: chunk.readUInt16BE(0),
    frames: chunk.readUInt32BE(2),
    bits: chunk.readUInt16BE(6),
    sampleRate: extendedToNumber(chunk.subarray(8, 18)),
    compression: chunk.length >= 22 ? chunk.toString('latin1', 18, 22) : 'NONE',
  };
}

/** 80-bit IEEE 754 extended: sign and 15 bits of exponent (bias 16383), then a 64-bit mantissa with an explicit one. */
export function extendedToNumber(bytes: Buffer): number {
  const exponent = bytes.readUInt16BE(0) & 0x7fff;
  const mantissa = Number(bytes.readBigUInt64BE(2));
  return mantissa * 2 ** (exponent - 16383 - 63);
}

function encodingOf(common: Common): SampleEncoding | null {
  const encoding = (kind: SampleEncoding['kind'], bigEndian = true): SampleEncoding => ({
    kind,
    bigEndian,
    validBits: kind === 's32' ? Math.max(common.bits, 1) : common.bits,
  });
  switch (common.compression) {
    case 'NONE':
    case 'twos':
      return encoding(integerKind(common.bits));
    case 'sowt':
      return encoding(integerKind(common.bits), false);
    case 'in24':
      return encoding('s24');
    case '42ni':
      return encoding('s24', false);
    case 'in32':
      return { kind: 's32', bigEndian: true, validBits: 32 };
    case '23ni':
      return { kind: 's32', bigEndian: false, validBits: 32 };
    case 'fl32':
    case 'FL32':
      return encoding('f32');
    case 'fl64':
    case 'FL64':
      return encoding('f64');
    case 'raw ':
      if (common.bits > 8) throw unsupportedBits(common.bits);
      return encoding('u8');
    default:
      return null;
  }
}

function integerKind(bits: number): SampleEncoding['kind'] {
  if (bits < 1) throw unsupportedBits(bits);
  if (bits <= 8) return 's8';
  if (bits <= 16) return 's16';
  if (bits <= 24) return 's24';
  if (bits <= 32) return 's32';
  throw unsupportedBits(bits);
}

function unsupportedBits(bits: number): Failure {
  return new Failure('file/unsupported', `${bits}-bit AIFF samples are not supported`);
}

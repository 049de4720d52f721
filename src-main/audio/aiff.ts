import { Failure } from '../../src-shared/contract/failure.ts';
import type { ByteFile } from './byte-file.ts';
import { bytesPerSample, dataExtent } from './layout.ts';
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

/**
 * Finds the samples of an AIFF or AIFF-C file in place (Apple, "Audio Interchange File Format AIFF-C", 1991).
 * @returns null where they are compressed
 * @throws Failure `file/truncated`, `file/unsupported`, `file/unreadable`
 */
export async function parseAiff(file: ByteFile): Promise<PcmLayout | null> {
  let common: Common | null = null;
  let sound: { dataOffset: number; declared: number } | null = null;
  let at = 12;
  while (at + 8 <= file.size && (common === null || sound === null)) {
    const header = await file.readAt(at, 8);
    const id = header.toString('latin1', 0, 4);
    const size = header.readUInt32BE(4);
    if (id === 'COMM') common = parseCommon(await file.readAt(at + 8, Math.min(size, 22)));
    if (id === 'SSND') {
      const start = await file.readAt(at + 8, 8);
      if (start.length < 8) throw cutOff();
      const offset = start.readUInt32BE(0);
      sound = { dataOffset: at + 16 + offset, declared: Math.max(0, size - 8 - offset) };
    }
    at += 8 + size + (size % 2);
  }
  if (common === null) throw cutOff();
  if (sound === null) {
    if (at > file.size) throw cutOff();
    throw new Failure('audio/no-samples', 'This AIFF file holds no samples');
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
  return {
    container: 'aiff',
    sampleRate: common.sampleRate,
    channels: common.channels,
    encoding,
    dataOffset: sound.dataOffset,
    ...dataExtent(declared === 0 && available >= frameBytes ? null : declared, available, frameBytes),
  };
}

function cutOff(): Failure {
  return new Failure('file/truncated', 'This AIFF file ends inside its header: nothing of it can be read', {
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
      return encoding('u8');
    default:
      return null;
  }
}

function integerKind(bits: number): SampleEncoding['kind'] {
  if (bits >= 1 && bits <= 8) return 's8';
  if (bits <= 16) return 's16';
  if (bits <= 24) return 's24';
  if (bits <= 32) return 's32';
  throw new Failure('file/unsupported', `${bits}-bit AIFF samples are not supported`);
}

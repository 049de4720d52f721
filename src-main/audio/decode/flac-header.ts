/** The stream's properties from STREAMINFO (RFC 9639, section 8.2). */
export interface FlacStreamInfo {
  readonly minBlockFrames: number;
  readonly maxBlockFrames: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  /** Null where the encoder did not know. */
  readonly frames: number | null;
}

export interface FlacHeader {
  /** Length of this header. */
  readonly bytes: number;
  /** The coded number: of the frame, or of its first sample where `isSampleNumber`. */
  readonly number: number;
  readonly isSampleNumber: boolean;
  readonly samples: number;
  /** Null if the frame uses STREAMINFO's value. */
  readonly sampleRate: number | null;
  readonly bits: number | null;
  readonly channels: number;
  /** The channel that stores the side (difference) signal and needs one more bit; null if there is none. */
  readonly sideChannel: 0 | 1 | null;
}

/** Sync, codes, up to 7 bytes of number, up to 4 of block size and rate, CRC. */
export const MAX_HEADER_BYTES = 16;

const RATES: readonly (number | null)[] = [
  null,
  88_200,
  176_400,
  192_000,
  8_000,
  16_000,
  22_050,
  24_000,
  32_000,
  44_100,
  48_000,
  96_000,
];
const DEPTHS: readonly (number | null | undefined)[] = [null, 8, 12, undefined, 16, 20, 24, 32];
const CRC8 = crcTable(8, 0x07);
const CRC16 = crcTable(16, 0x8005);

function crcTable(bits: 8 | 16, polynomial: number): Uint16Array {
  const top = 1 << (bits - 1);
  const mask = 2 ** bits - 1;
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << (bits - 8);
    for (let bit = 0; bit < 8; bit += 1)
      crc = ((crc & top) !== 0 ? (crc << 1) ^ polynomial : crc << 1) & mask;
    return crc;
  });
}

/** CRC-16 of a frame, one more byte; 0 behind a frame's own CRC. */
export function nextCrc16(crc: number, byte: number): number {
  return ((crc << 8) & 0xffff) ^ (CRC16[(crc >> 8) ^ byte] as number);
}

export function crc16(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; at += 1) crc = nextCrc16(crc, bytes[at] as number);
  return crc;
}

export function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; at += 1) crc = CRC8[crc ^ (bytes[at] ?? 0)] as number;
  return crc;
}

export function parseStreamInfo(body: Buffer): FlacStreamInfo {
  const packed = body.readBigUInt64BE(10);
  const frames = Number(packed & 0xf_ffff_ffffn);
  return {
    minBlockFrames: body.readUInt16BE(0),
    maxBlockFrames: body.readUInt16BE(2),
    sampleRate: Number(packed >> 44n),
    channels: Number((packed >> 41n) & 7n) + 1,
    bits: Number((packed >> 36n) & 31n) + 1,
    frames: frames === 0 ? null : frames,
  };
}

/** The frame header at `at` (RFC 9639, section 9.1) if its CRC-8 is valid; otherwise null. */
export function parseFlacHeader(bytes: Uint8Array, at: number): FlacHeader | null {
  if (bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xfe) !== 0xf8) return null;
  const codes = bytes[at + 2] ?? 0;
  const layout = bytes[at + 3] ?? 0;
  const blockCode = codes >> 4;
  const rateCode = codes & 15;
  const channelCode = layout >> 4;
  const bits = DEPTHS[(layout >> 1) & 7];
  if (blockCode === 0 || rateCode === 15 || channelCode > 10 || bits === undefined || (layout & 1) !== 0) {
    return null;
  }
  const number = codedNumber(bytes, at + 4);
  if (number === null) return null;
  let next = at + 4 + number.bytes;
  let samples = blockCode === 1 ? 192 : blockCode <= 5 ? 144 << blockCode : 1 << blockCode;
  if (blockCode === 6) samples = (bytes[next] ?? 0) + 1;
  if (blockCode === 7) samples = (((bytes[next] ?? 0) << 8) | (bytes[next + 1] ?? 0)) + 1;
  next += blockCode === 6 ? 1 : blockCode === 7 ? 2 : 0;
  const rate16 = ((bytes[next] ?? 0) << 8) | (bytes[next + 1] ?? 0);
  const sampleRate =
    rateCode === 12
      ? (bytes[next] ?? 0) * 1000
      : rateCode === 13
        ? rate16
        : rateCode === 14
          ? rate16 * 10
          : (RATES[rateCode] ?? null);
  next += rateCode === 12 ? 1 : rateCode >= 13 ? 2 : 0;
  if (next >= bytes.length || bytes[next] !== crc8(bytes, at, next)) return null;
  return {
    bytes: next + 1 - at,
    number: number.value,
    isSampleNumber: ((bytes[at + 1] ?? 0) & 1) === 1,
    samples,
    sampleRate,
    bits,
    channels: channelCode < 8 ? channelCode + 1 : 2,
    sideChannel: channelCode === 9 ? 0 : channelCode >= 8 ? 1 : null,
  };
}

/** Whether a frame is of the kind that STREAMINFO declares. */
export function matches(header: FlacHeader, info: FlacStreamInfo): boolean {
  return (
    header.channels === info.channels &&
    (header.bits ?? info.bits) === info.bits &&
    (header.sampleRate ?? info.sampleRate) === info.sampleRate
  );
}

/** UTF-8's scheme stretched to 36 bits. */
function codedNumber(bytes: Uint8Array, at: number): { value: number; bytes: number } | null {
  const first = bytes[at] ?? 0xff;
  if (first < 0x80) return { value: first, bytes: 1 };
  const length = Math.clz32(~(first << 24));
  if (length < 2 || length > 7) return null;
  let value = first & (0x7f >> length);
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    if ((byte & 0xc0) !== 0x80) return null;
    value = value * 64 + (byte & 0x3f);
  }
  return { value, bytes: length };
}

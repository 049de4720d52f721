/** What STREAMINFO (RFC 9639, section 8.2) says of all frames. */
export interface FlacStreamInfo {
  readonly minBlockFrames: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  /** Null where the encoder did not know. */
  readonly frames: number | null;
}

/** One intact FLAC frame. */
export interface FlacFrame {
  readonly bytes: Uint8Array;
  /** Its first sample within the stream, as its header numbers it. */
  readonly start: number;
  readonly samples: number;
}

interface FrameHeader {
  readonly start: number;
  readonly samples: number;
}

/** Sync, codes, up to 7 bytes of number, up to 4 of block size and rate, CRC. */
const MAX_HEADER_BYTES = 16;

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

export function parseStreamInfo(body: Buffer): FlacStreamInfo {
  const packed = body.readBigUInt64BE(10);
  const frames = Number(packed & 0xf_ffff_ffffn);
  return {
    minBlockFrames: body.readUInt16BE(0),
    sampleRate: Number(packed >> 44n),
    channels: Number((packed >> 41n) & 7n) + 1,
    bits: Number((packed >> 36n) & 31n) + 1,
    frames: frames === 0 ? null : frames,
  };
}

/**
 * Cuts a FLAC stream (from behind its metadata) into frames as it comes in. A frame counts where its header's CRC-8 and
 * its own CRC-16 hold and another header or the end follows; everything else is passed over, so what comes out
 * decodes, and a gap in `start` tells what was lost.
 */
export class FlacFrameSplitter {
  readonly #info: FlacStreamInfo;
  readonly #maxFrameBytes: number;
  #pending: Uint8Array = new Uint8Array(0);
  #header: FrameHeader | null = null;
  /** Bytes of the current frame that went into its CRC, or where the search for a header goes on. */
  #at = 0;
  #crc = 0;

  constructor(info: FlacStreamInfo) {
    this.#info = info;
    // A verbatim frame of the longest block; the second of two channels may have a bit more.
    this.#maxFrameBytes =
      MAX_HEADER_BYTES + 2 + info.channels * (65_536 * Math.ceil((info.bits + 1) / 8) + 8);
  }

  push(bytes: Uint8Array): FlacFrame[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    return this.#cut(false);
  }

  finish(): FlacFrame[] {
    const frames = this.#cut(true);
    this.#pending = new Uint8Array(0);
    return frames;
  }

  #cut(ending: boolean): FlacFrame[] {
    const frames: FlacFrame[] = [];
    for (;;) {
      if (this.#header === null && !this.#findHeader(ending)) return frames;
      const end = this.#findEnd(ending);
      if (end === 'unknown') return frames;
      if (end === 'damaged') {
        // Begin again behind this header's sync code.
        this.#header = null;
        this.#at = 1;
        continue;
      }
      const header = this.#header;
      if (header !== null) frames.push({ bytes: this.#pending.slice(0, end), ...header });
      this.#restart(end);
    }
  }

  /** Moves the next valid header to the front. */
  #findHeader(ending: boolean): boolean {
    const pending = this.#pending;
    const last = ending ? pending.length : pending.length - MAX_HEADER_BYTES;
    for (let at = this.#at; at < last; at += 1) {
      const header = parseFlacHeader(pending, at, this.#info);
      if (header === null) continue;
      this.#restart(at);
      this.#header = header;
      return true;
    }
    this.#restart(Math.max(this.#at, last));
    return false;
  }

  #findEnd(ending: boolean): number | 'unknown' | 'damaged' {
    const pending = this.#pending;
    const last = ending ? pending.length : pending.length - MAX_HEADER_BYTES;
    let at = this.#at;
    let crc = this.#crc;
    // The CRC of a frame with its own CRC behind it is 0.
    for (; at < last; at += 1) {
      if (crc === 0 && at > 0 && parseFlacHeader(pending, at, this.#info) !== null) return at;
      crc = ((crc << 8) & 0xffff) ^ (CRC16[(crc >> 8) ^ (pending[at] as number)] as number);
      if (at > this.#maxFrameBytes) return 'damaged';
    }
    this.#at = at;
    this.#crc = crc;
    if (!ending) return 'unknown';
    return crc === 0 ? at : (this.#endBeforeTag() ?? 'damaged');
  }

  /** Some taggers append an ID3v1 tag of 128 bytes. */
  #endBeforeTag(): number | null {
    const end = this.#pending.length - 128;
    if (end <= 0 || String.fromCharCode(...this.#pending.subarray(end, end + 3)) !== 'TAG') return null;
    let crc = 0;
    for (const byte of this.#pending.subarray(0, end))
      crc = ((crc << 8) & 0xffff) ^ (CRC16[(crc >> 8) ^ byte] as number);
    return crc === 0 ? end : null;
  }

  #restart(from: number): void {
    this.#pending = this.#pending.subarray(from);
    this.#header = null;
    this.#at = 0;
    this.#crc = 0;
  }
}

/** The frame header at `at` (RFC 9639, section 9.1), or null where there is none of this stream. */
export function parseFlacHeader(bytes: Uint8Array, at: number, info: FlacStreamInfo): FrameHeader | null {
  if (bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xfe) !== 0xf8) return null;
  const codes = bytes[at + 2] ?? 0;
  const layout = bytes[at + 3] ?? 0;
  const blockCode = codes >> 4;
  const rateCode = codes & 15;
  if (blockCode === 0 || rateCode === 15 || (layout & 1) !== 0) return null;
  if (!sameLayout(layout, info)) return null;

  const number = codedNumber(bytes, at + 4);
  if (number === null) return null;
  let next = at + 4 + number.bytes;
  let samples = blockCode === 1 ? 192 : blockCode <= 5 ? 144 << blockCode : 1 << blockCode;
  if (blockCode === 6) samples = (bytes[next] ?? 0) + 1;
  if (blockCode === 7) samples = (((bytes[next] ?? 0) << 8) | (bytes[next + 1] ?? 0)) + 1;
  next += blockCode === 6 ? 1 : blockCode === 7 ? 2 : 0;
  next += rateCode === 12 ? 1 : rateCode >= 13 ? 2 : 0;
  let crc = 0;
  for (let index = at; index < next; index += 1) crc = CRC8[crc ^ (bytes[index] ?? 0)] as number;
  if (next >= bytes.length || bytes[next] !== crc) return null;
  const variable = ((bytes[at + 1] ?? 0) & 1) === 1;
  return { start: variable ? number.value : number.value * info.minBlockFrames, samples };
}

function sameLayout(layout: number, info: FlacStreamInfo): boolean {
  const channelCode = layout >> 4;
  const channels = channelCode < 8 ? channelCode + 1 : channelCode <= 10 ? 2 : 0;
  const bits = [info.bits, 8, 12, 0, 16, 20, 24, 32][(layout >> 1) & 7];
  return channels === info.channels && bits === info.bits;
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

import { readFlacBody } from './flac-body.ts';
import { crc16, crc8 } from './flac-header.ts';
import type { FlacHeader } from './flac-header.ts';

/** Codes of the depths in a frame header (RFC 9639, section 9.1.4). */
const DEPTH_CODES = { 16: 4, 24: 6 } as const;

/**
 * The same frame at another depth. The decoder knows 16 and 24 bits only, but every subframe may declare that its low
 * bits are all zero ("wasted bits", RFC 9639, section 9.2.2): a 20-bit frame becomes a 24-bit frame with four more of them, so its
 * samples come out times 16. Nothing is decoded or rounded on the way.
 * @returns null where the frame is damaged
 */
export function deepenFlacFrame(
  bytes: Uint8Array,
  header: FlacHeader,
  bits: number,
  target: 16 | 24,
): Uint8Array | null {
  const body = readFlacBody(bytes, 0, header, bits);
  if (body === null) return null;
  const added = target - bits;
  const writer = new BitWriter(bytes.length + Math.ceil((added * header.channels) / 8) + 1);
  writer.copy(bytes, 0, header.bytes * 8);
  writer.bytes[3] = ((bytes[3] as number) & 0xf1) | (DEPTH_CODES[target] << 1);
  writer.bytes[header.bytes - 1] = crc8(writer.bytes, 0, header.bytes - 1);
  let from = header.bytes * 8;
  for (const flag of body.wastedFlags) {
    writer.copy(bytes, from, flag);
    const hasWasted = (((bytes[flag >> 3] as number) >> (7 - (flag & 7))) & 1) === 1;
    // The count is unary: zeros in front of a one add to it, and a new one takes `added` - 1 zeros.
    writer.put(1);
    for (let bit = 1; bit < added; bit += 1) writer.put(0);
    writer.put(hasWasted ? 0 : 1);
    from = flag + 1;
  }
  writer.copy(bytes, from, body.end);
  const length = writer.padded();
  const crc = crc16(writer.bytes, 0, length);
  writer.bytes[length] = crc >> 8;
  writer.bytes[length + 1] = crc & 0xff;
  return writer.bytes.slice(0, length + 2);
}

class BitWriter {
  readonly bytes: Uint8Array;
  #position = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  put(bit: 0 | 1): void {
    const at = this.#position >> 3;
    if (bit === 1) this.bytes[at] = (this.bytes[at] ?? 0) | (0x80 >> (this.#position & 7));
    this.#position += 1;
  }

  /** Bits `[from, to)` of `source`. */
  copy(source: Uint8Array, from: number, to: number): void {
    let at = from;
    while (at < to && ((this.#position & 7) !== 0 || to - at < 8)) {
      this.put((((source[at >> 3] as number) >> (7 - (at & 7))) & 1) as 0 | 1);
      at += 1;
    }
    const shift = at & 7;
    for (; to - at >= 8; at += 8) {
      const pair = ((source[at >> 3] as number) << 8) | (source[(at >> 3) + 1] ?? 0);
      this.bytes[this.#position >> 3] = (pair >> (8 - shift)) & 0xff;
      this.#position += 8;
    }
    for (; at < to; at += 1) this.put((((source[at >> 3] as number) >> (7 - (at & 7))) & 1) as 0 | 1);
  }

  /** Pads the last byte with zeros and returns the number of bytes. */
  padded(): number {
    this.#position = Math.ceil(this.#position / 8) * 8;
    return this.#position / 8;
  }
}

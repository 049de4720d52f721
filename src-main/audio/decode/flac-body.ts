import type { FlacHeader } from './flac-header.ts';

const CRC_BYTES = 2;
/** A zero bit and six bits for the subframe type. */
const KIND_BITS = 7;
const FIXED = 8;
const LPC = 32;

export interface FlacBody {
  /** Length of the frame, its header and CRC included. */
  readonly bytes: number;
  /** Bit of the frame behind the last subframe, in front of padding and CRC. */
  readonly end: number;
  /** Bit of the frame at which each subframe tells whether it leaves out low bits ("wasted bits"). */
  readonly wastedFlags: readonly number[];
}

/**
 * Reads the subframes (RFC 9639, section 9.2) of the frame at `at` and leaves out their values. The frame itself tells
 * where it ends, so this does not need the bytes that follow.
 * @param bits of STREAMINFO, for frames that leave their depth to it
 * @returns null where the frame is damaged or not all there; the CRC is not checked
 */
export function readFlacBody(
  bytes: Uint8Array,
  at: number,
  header: FlacHeader,
  bits: number,
): FlacBody | null {
  const reader = new BitReader(bytes, (at + header.bytes) * 8);
  const wastedFlags: number[] = [];
  for (let channel = 0; channel < header.channels; channel += 1) {
    const depth = (header.bits ?? bits) + (header.sideChannel === channel ? 1 : 0);
    wastedFlags.push(reader.position + KIND_BITS - at * 8);
    if (!skipSubframe(reader, header.samples, depth)) return null;
  }
  const end = Math.ceil(reader.position / 8) + CRC_BYTES;
  if (end > bytes.length) return null;
  return { bytes: end - at, end: reader.position - at * 8, wastedFlags };
}

function skipSubframe(reader: BitReader, samples: number, depth: number): boolean {
  if (reader.read(1) !== 0) return false;
  const kind = reader.read(6);
  const width = reader.read(1) === 0 ? depth : depth - reader.unary() - 1;
  if (width < 1) return false;
  if (kind === 0) return reader.skip(width);
  if (kind === 1) return reader.skip(width * samples);
  if (kind >= FIXED && kind <= FIXED + 4) {
    const order = kind - FIXED;
    return order <= samples && reader.skip(width * order) && skipResidual(reader, samples, order);
  }
  if (kind < LPC) return false;
  const order = kind - LPC + 1;
  if (order > samples || !reader.skip(width * order)) return false;
  const precision = reader.read(4) + 1;
  return precision <= 15 && reader.skip(5 + precision * order) && skipResidual(reader, samples, order);
}

function skipResidual(reader: BitReader, samples: number, order: number): boolean {
  const method = reader.read(2);
  if (method > 1) return false;
  const parameterBits = method === 0 ? 4 : 5;
  const escape = 2 ** parameterBits - 1;
  const partitions = 2 ** reader.read(4);
  for (let partition = 0; partition < partitions; partition += 1) {
    const count = Math.floor(samples / partitions) - (partition === 0 ? order : 0);
    if (count < 0) return false;
    const parameter = reader.read(parameterBits);
    if (parameter === escape) {
      if (!reader.skip(reader.read(5) * count)) return false;
      continue;
    }
    for (let index = 0; index < count; index += 1) {
      reader.unary();
      if (!reader.skip(parameter)) return false;
    }
  }
  return true;
}

/** Reads bits, most significant first; past the end it reads ones, and `skip` returns false. */
class BitReader {
  position: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  read(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1) {
      const byte = this.#bytes[this.position >> 3] ?? 0xff;
      value = value * 2 + ((byte >> (7 - (this.position & 7))) & 1);
      this.position += 1;
    }
    return value;
  }

  /** Counts the zeros before the next one, and reads past that one. */
  unary(): number {
    const start = this.position;
    for (;;) {
      const byte = ((this.#bytes[this.position >> 3] ?? 0xff) << (this.position & 7)) & 0xff;
      if (byte === 0) {
        this.position = (this.position | 7) + 1;
        continue;
      }
      this.position += Math.clz32(byte) - 24 + 1;
      return this.position - start - 1;
    }
  }

  /** @returns false past the end */
  skip(count: number): boolean {
    this.position += count;
    return this.position <= this.#bytes.length * 8;
  }
}

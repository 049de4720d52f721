import { parseMpegHeader, type MpegFrame } from '../decode/mpeg-header.ts';

/** Samples by which LAME's encoder delays the sound (`lame_get_encoder_delay`); decoders add 529 themselves. */
const ENCODER_DELAY = 576;
const HEADER_BYTES = 4;
const HAS_FRAMES_BYTES_TOC_QUALITY = 0xf;
const ENCODER = 'LAME3.100';
const CBR = 1;

/**
 * The first frame of an MP3 file: silence to a decoder, and to a player the number of frames, a table for seeking,
 * and the delay and padding that make playback gapless. The layout is that of Xing's header and LAME's extension
 * (gabriel.mp3-tech.org/mp3infotag.html).
 */
export class InfoFrame {
  readonly #head: Buffer;
  readonly #frame: MpegFrame;
  readonly #kbps: number;
  #bytes = 0;
  #crc = 0;

  /** @param first the encoder's first bytes, which begin with a frame */
  constructor(first: Uint8Array, kbps: number) {
    this.#head = Buffer.from(first.subarray(0, HEADER_BYTES));
    this.#head[2] = (this.#head[2] as number) & ~2; // No padding.
    const frame = parseMpegHeader(this.#head, 0);
    if (frame === null) throw new Error('the MP3 encoder did not begin with a frame');
    this.#frame = frame;
    this.#kbps = kbps;
  }

  /** Bytes of the audio frames as they pass. */
  count(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    this.#crc = crc16(bytes, this.#crc);
  }

  placeholder(): Buffer {
    return Buffer.concat([this.#head, Buffer.alloc(this.#frame.bytes - HEADER_BYTES)]);
  }

  /** @param samples that were given to the encoder */
  frame(samples: number): Buffer {
    const { channels, bytes, sampleRate, samples: perFrame } = this.#frame;
    // Constant bit rate: padding keeps the average exact to a byte.
    const frames = Math.round((this.#bytes * 8 * sampleRate) / (this.#kbps * 1000 * perFrame));
    const padding = Math.min(0xfff, Math.max(0, frames * perFrame - ENCODER_DELAY - samples));
    const out = this.placeholder();
    let at = HEADER_BYTES + (channels === 1 ? 17 : 32);
    at += out.write('Info', at, 'latin1');
    at = out.writeUInt32BE(HAS_FRAMES_BYTES_TOC_QUALITY, at);
    at = out.writeUInt32BE(frames, at);
    at = out.writeUInt32BE(bytes + this.#bytes, at);
    for (let percent = 0; percent < 100; percent += 1) at = out.writeUInt8(Math.floor(percent * 2.56), at);
    at = out.writeUInt32BE(0, at);
    at += out.write(ENCODER, at, 'latin1');
    at = out.writeUInt8(CBR, at);
    at += 10; // Low-pass, peak, gains and flags: not stated.
    at = out.writeUInt8(Math.min(255, this.#kbps), at);
    at = out.writeUIntBE((ENCODER_DELAY << 12) | padding, at, 3);
    at += 4; // Noise shaping, gain and preset: not stated.
    at = out.writeUInt32BE(bytes + this.#bytes, at);
    at = out.writeUInt16BE(this.#crc, at);
    out.writeUInt16BE(crc16(out.subarray(0, at), 0), at);
    return out;
  }
}

/** CRC-16 with the polynomial 0x8005, reflected, as LAME computes it. */
const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  return crc;
});

export function crc16(bytes: Uint8Array, start: number): number {
  let crc = start;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] as number);
  return crc;
}

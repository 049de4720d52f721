import { readFlacBody } from './flac-body.ts';
import { crc16, crc8, matches, MAX_HEADER_BYTES, nextCrc16, parseFlacHeader } from './flac-header.ts';
import type { FlacHeader, FlacStreamInfo } from './flac-header.ts';

/** One intact FLAC frame. */
export interface FlacFrame {
  readonly bytes: Uint8Array;
  readonly header: FlacHeader;
  /** Its first sample within the stream, as its header numbers it. */
  readonly start: number;
  readonly samples: number;
  /** Bytes between the frame before and this one that belong to no frame. */
  readonly skippedBytes: number;
}

/** How often, on average, the search may examine each byte before it discards the bytes it has examined. */
const MOST_LOOKS = 16;
const FREE_LOOKS = 1 << 24;

/**
 * Cuts a FLAC stream (from behind its metadata) into frames as it comes in. A frame counts where its header's CRC-8 and
 * its own CRC-16 hold; everything else is passed over, so what comes out decodes, and a gap in `start` tells what was
 * lost. A frame ends where the next header follows, or else (the last one; tags in the middle) where its own subframes
 * say.
 */
export class FlacFrameSplitter {
  readonly #info: FlacStreamInfo;
  readonly #numbering: FrameNumbering;
  #pending: Uint8Array = new Uint8Array(0);
  #header: FlacHeader | null = null;
  /** Bytes of the current frame included in its CRC, or the position at which the header search resumes. */
  #at = 0;
  #crc = 0;
  #skipped = 0;
  #received = 0;
  #looks = 0;
  #foreign: FlacHeader | null = null;

  constructor(info: FlacStreamInfo) {
    this.#info = info;
    this.#numbering = new FrameNumbering(info);
  }

  /** The first intact frame of another rate, depth or number of channels than STREAMINFO declares. */
  get foreign(): FlacHeader | null {
    return this.#foreign;
  }

  push(bytes: Uint8Array): FlacFrame[] {
    this.#received += bytes.length;
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
      const header = this.#header ?? this.#findHeader(ending);
      if (header === null) return frames;
      const found = this.#findEnd(header, ending);
      if (found === 'unknown') return frames;
      const end = found ?? this.#endByItself(header);
      if (end === null) {
        // Restart after this header's sync code, or after all examined bytes once the limit is reached.
        this.#looks += this.#at;
        const isTooMuch = this.#looks > MOST_LOOKS * this.#received + FREE_LOOKS;
        this.#restart(0);
        this.#at = isTooMuch ? Math.max(1, this.#pending.length - MAX_HEADER_BYTES) : 1;
        continue;
      }
      if (matches(header, this.#info)) frames.push(this.#frame(header, end));
      else this.#foreign ??= header;
      this.#restart(end);
    }
  }

  #frame(header: FlacHeader, end: number): FlacFrame {
    const skippedBytes = this.#skipped;
    this.#skipped = 0;
    const bytes = this.#pending.slice(0, end);
    const { start, isOldNumbering } = this.#numbering.place(header);
    return {
      bytes: isOldNumbering ? withSampleNumber(bytes, header) : bytes,
      header,
      start,
      samples: header.samples,
      skippedBytes,
    };
  }

  /** Moves the next valid header to the front. */
  #findHeader(ending: boolean): FlacHeader | null {
    const pending = this.#pending;
    const last = ending ? pending.length : pending.length - MAX_HEADER_BYTES;
    for (let at = this.#at; at < last; at += 1) {
      const header = parseFlacHeader(pending, at);
      if (header === null) continue;
      this.#skipped += at;
      this.#restart(at);
      this.#header = header;
      return header;
    }
    const searched = Math.max(this.#at, last);
    this.#skipped += Math.min(searched, pending.length);
    this.#restart(searched);
    return null;
  }

  /** The position at which the CRC is valid and another header follows; null if there can be none. */
  #findEnd(header: FlacHeader, ending: boolean): number | 'unknown' | null {
    const pending = this.#pending;
    const last = ending ? pending.length : pending.length - MAX_HEADER_BYTES;
    const most = mostBytes(header, this.#info.bits);
    let at = this.#at;
    let crc = this.#crc;
    // The CRC over a frame including its own CRC is 0.
    for (; at < last && at <= most; at += 1) {
      if (crc === 0 && at > 0 && parseFlacHeader(pending, at) !== null) return at;
      crc = nextCrc16(crc, pending[at] as number);
    }
    this.#at = at;
    this.#crc = crc;
    return ending || at > most ? null : 'unknown';
  }

  #endByItself(header: FlacHeader): number | null {
    const body = readFlacBody(this.#pending, 0, header, this.#info.bits);
    return body !== null && crc16(this.#pending, 0, body.bytes) === 0 ? body.bytes : null;
  }

  #restart(from: number): void {
    this.#pending = this.#pending.subarray(from);
    this.#header = null;
    this.#at = 0;
    this.#crc = 0;
  }
}

/** Twice the size of a verbatim frame, which no encoder exceeds. A side channel may have one more bit. */
function mostBytes({ channels, samples, bits }: FlacHeader, declaredBits: number): number {
  return 2 * (MAX_HEADER_BYTES + 2 + channels * (samples * Math.ceil(((bits ?? declaredBits) + 1) / 8) + 8));
}

/**
 * What the coded numbers count. The flag in the header decides; encoders before FLAC 1.2 did not know it and numbered
 * samples where the block size varies, which STREAMINFO and two frames in a row tell.
 */
export class FrameNumbering {
  readonly #info: FlacStreamInfo;
  #counts: 'frames' | 'samples' | null = null;
  #blockFrames: number | null = null;
  #before: FlacHeader | null = null;

  constructor(info: FlacStreamInfo) {
    this.#info = info;
  }

  /** Where a frame begins; `isOldNumbering` where its header should say that it is numbered by samples. */
  place(header: FlacHeader): { start: number; isOldNumbering: boolean } {
    const { number, samples } = header;
    const before = this.#before;
    this.#before = header;
    if (header.isSampleNumber) return { start: number, isOldNumbering: false };
    if (this.#counts === null && before !== null && before.samples > 1) {
      if (number === before.number + 1) this.#counts = 'frames';
      if (number === before.number + before.samples) this.#counts = 'samples';
    }
    const { minBlockFrames, maxBlockFrames } = this.#info;
    // All blocks but the last have one size: the first one's, where it is there.
    if (number === 0) this.#blockFrames = samples;
    const counts = this.#counts ?? (minBlockFrames === maxBlockFrames ? 'frames' : 'samples');
    if (counts === 'samples') return { start: number, isOldNumbering: true };
    const blockFrames = this.#blockFrames ?? Math.max(minBlockFrames, samples);
    return { start: number * blockFrames, isOldNumbering: false };
  }
}

/** A copy whose header carries the flag for numbered samples, with its checksums. */
function withSampleNumber(frame: Uint8Array, { bytes }: FlacHeader): Uint8Array {
  const copy = Uint8Array.from(frame);
  copy[1] = (copy[1] as number) | 1;
  copy[bytes - 1] = crc8(copy, 0, bytes - 1);
  const crc = crc16(copy, 0, copy.length - 2);
  copy[copy.length - 2] = crc >> 8;
  copy[copy.length - 1] = crc & 0xff;
  return copy;
}

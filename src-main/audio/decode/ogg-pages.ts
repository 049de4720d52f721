/** One page of an Ogg file (RFC 3533, section 6) whose checksum is valid. */
export interface OggPage {
  readonly serial: number;
  readonly sequence: number;
  /** Position after the last packet that ends here, in the codec's unit; null if no packet ends here. */
  readonly granule: number | null;
  readonly continues: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Lengths of the packets' pieces; 255 means that the packet continues. */
  readonly lacing: Uint8Array;
  readonly body: Uint8Array;
}

const HEADER_BYTES = 27;
const CRC_AT = 22;
const CONTINUES = 1;
const FIRST = 2;
const LAST = 4;
const NO_GRANULE = 0xffff_ffff_ffff_ffffn;
const MAGIC = Buffer.from('OggS\0', 'latin1');

/** How often the search may look at each byte, on average, before it passes over what it looked at. */
const MOST_LOOKS = 16;
const FREE_LOOKS = 1 << 24;

/** CRC-32 with the polynomial 0x04c11db7, not reflected. */
const CRC32 = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000_0000) !== 0 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  return crc >>> 0;
});

/** The page's checksum, computed with the checksum field set to zero. */
export function oggCrc(page: Uint8Array): number {
  let crc = 0;
  for (let at = 0; at < page.length; at += 1) {
    const byte = at >= CRC_AT && at < CRC_AT + 4 ? 0 : (page[at] as number);
    crc = ((crc << 8) ^ (CRC32[(crc >>> 24) ^ byte] as number)) >>> 0;
  }
  return crc;
}

/** Cuts a stream into its intact pages; all else is passed over and counted. */
export class OggPageSplitter {
  /** Stretches that are no intact page. */
  damagedPlaces = 0;
  #pending: Buffer = Buffer.alloc(0);
  #isLost = false;
  #received = 0;
  #looks = 0;

  push(bytes: Uint8Array): OggPage[] {
    this.#received += bytes.length;
    this.#pending = Buffer.concat([this.#pending, bytes]);
    return this.#cut();
  }

  #cut(): OggPage[] {
    const pages: OggPage[] = [];
    for (;;) {
      const at = this.#pending.indexOf(MAGIC);
      if (at !== 0) this.#drop(at < 0 ? Math.max(0, this.#pending.length - MAGIC.length + 1) : at);
      if (at < 0) return pages;
      const size = pageBytes(this.#pending);
      if (size === null || size > this.#pending.length) return pages;
      const page = this.#pending.subarray(0, size);
      if (page.readUInt32LE(CRC_AT) !== oggCrc(page)) {
        this.#looks += size;
        // A page may begin inside a false match; the limit bounds the time that the search takes.
        this.#drop(this.#looks > MOST_LOOKS * this.#received + FREE_LOOKS ? size : 1);
        continue;
      }
      this.#isLost = false;
      pages.push(parsePage(page));
      this.#pending = this.#pending.subarray(size);
    }
  }

  /**
   * What is left at the end is a page that was cut off, with whole ones inside of what it claims if its header is
   * damaged. If there are none, the packets that are there are handed out, though nothing proves them.
   */
  finish(): OggPage[] {
    const cut = partOfPage(this.#pending);
    const damagedBefore = this.damagedPlaces;
    const pages: OggPage[] = [];
    while (this.#pending.length >= HEADER_BYTES) {
      this.#pending = this.#pending.subarray(1);
      pages.push(...this.#cut());
    }
    if (pages.length > 0 || cut === null) return pages;
    // A stream that is cut off does not count as damaged.
    this.damagedPlaces = damagedBefore;
    return [cut];
  }

  #drop(bytes: number): void {
    if (bytes === 0) return;
    this.#pending = this.#pending.subarray(bytes);
    if (!this.#isLost) this.damagedPlaces += 1;
    this.#isLost = true;
  }
}

function pageBytes(bytes: Buffer): number | null {
  if (bytes.length < HEADER_BYTES) return null;
  const segments = bytes[26] as number;
  if (bytes.length < HEADER_BYTES + segments) return null;
  let size = HEADER_BYTES + segments;
  for (let at = HEADER_BYTES; at < HEADER_BYTES + segments; at += 1) size += bytes[at] as number;
  return size;
}

/** The packets that are whole on a page whose end is missing; it has no position then. */
function partOfPage(bytes: Buffer): OggPage | null {
  if (bytes.indexOf(MAGIC) !== 0 || pageBytes(bytes) === null) return null;
  const page = parsePage(bytes);
  let there = 0;
  let segments = 0;
  for (const length of page.lacing) {
    if (there + length > page.body.length) break;
    there += length;
    segments += 1;
  }
  return { ...page, granule: null, isLast: false, lacing: page.lacing.subarray(0, segments) };
}

function parsePage(bytes: Buffer): OggPage {
  const flags = bytes[5] as number;
  const granule = bytes.readBigUInt64LE(6);
  const bodyAt = HEADER_BYTES + (bytes[26] as number);
  return {
    serial: bytes.readUInt32LE(14),
    sequence: bytes.readUInt32LE(18),
    granule: granule === NO_GRANULE ? null : Number(granule),
    continues: (flags & CONTINUES) !== 0,
    isFirst: (flags & FIRST) !== 0,
    isLast: (flags & LAST) !== 0,
    // Copies: what they are cut from is a large piece of the file.
    lacing: Uint8Array.from(bytes.subarray(HEADER_BYTES, bodyAt)),
    body: Uint8Array.from(bytes.subarray(bodyAt)),
  };
}

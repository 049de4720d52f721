import { oggCrc } from '../decode/ogg-pages.ts';

const HEADER_BYTES = 27;
const MOST_SEGMENTS = 255;
const SEGMENT_BYTES = 255;
const CONTINUES = 1;
const FIRST = 2;
const LAST = 4;
/** The granule position of a page on which no packet ends. */
const NO_GRANULE = 0xffff_ffff_ffff_ffffn;

/** Packs packets into the pages of one logical Ogg stream (RFC 3533). */
export class OggWriter {
  readonly #serial: number;
  #sequence = 0;
  #lacing: number[] = [];
  #body: Uint8Array[] = [];
  #granule = NO_GRANULE;
  #continues = false;

  constructor(serial: number) {
    this.#serial = serial;
  }

  /**
   * @param granule position at the packet's end, in the codec's unit
   * @param how `more` fills pages, `page` ends the page behind this packet, `last` ends the stream as well
   * @returns the pages that are full, perhaps none
   */
  packet(data: Uint8Array, granule: number, how: 'more' | 'page' | 'last'): Buffer[] {
    const pages: Buffer[] = [];
    // A length of 255 says that the packet goes on, so a multiple of 255 ends with a segment of none.
    for (let at = 0; at <= data.length; at += SEGMENT_BYTES) {
      if (this.#lacing.length === MOST_SEGMENTS) pages.push(this.#page(0, at > 0));
      const segment = data.subarray(at, at + SEGMENT_BYTES);
      this.#lacing.push(segment.length);
      this.#body.push(segment);
    }
    this.#granule = BigInt(granule);
    if (how !== 'more') pages.push(this.#page(how === 'last' ? LAST : 0, false));
    return pages;
  }

  /** @param cutsPacket the last packet goes on in the next page */
  #page(flags: number, cutsPacket: boolean): Buffer {
    const head = Buffer.alloc(HEADER_BYTES + this.#lacing.length);
    head.write('OggS', 0, 'latin1');
    head[5] = flags | (this.#continues ? CONTINUES : 0) | (this.#sequence === 0 ? FIRST : 0);
    head.writeBigUInt64LE(this.#granule, 6);
    head.writeUInt32LE(this.#serial, 14);
    head.writeUInt32LE(this.#sequence, 18);
    head[26] = this.#lacing.length;
    Buffer.from(this.#lacing).copy(head, HEADER_BYTES);
    const page = Buffer.concat([head, ...this.#body]);
    page.writeUInt32LE(oggCrc(page), 22);
    this.#sequence += 1;
    this.#lacing = [];
    this.#body = [];
    this.#granule = NO_GRANULE;
    this.#continues = cutsPacket;
    return page;
  }
}

import { OggPageSplitter } from './ogg-pages.ts';
import type { OggPage } from './ogg-pages.ts';

/** One recording of the chain that an Ogg file may be (RFC 3533, section 4): it begins with the codec's first packet. */
export interface LinkStart {
  readonly type: 'link';
  readonly ident: Uint8Array;
}

/** The packets that end on one page, the first one aside. */
export interface LinkPackets {
  readonly type: 'packets';
  readonly packets: readonly Uint8Array[];
  readonly granule: number | null;
  /** The recording says that it ends here. */
  readonly isLast: boolean;
  /** Pages are missing in front of this one. */
  readonly isAfterLoss: boolean;
}

export type LinkEvent = LinkStart | LinkPackets;

/**
 * Follows the first stream of a codec through an Ogg file, and later streams of the same codec. Parallel
 * streams are skipped.
 */
export class OggLinks {
  /** Skipped streams: of other codecs, or parallel to the one that is followed. */
  leftOut = 0;
  /** Places without intact pages, and pages that are missing. */
  damagedPlaces = 0;
  readonly #magic: string;
  readonly #splitter = new OggPageSplitter();
  #serial: number | null = null;
  #sequence = 0;
  #isAtStart = false;
  /** Pieces of a packet that continues on the next page; null if its beginning is lost. */
  #pieces: Uint8Array[] | null = [];

  /** @param magic with which the first packet begins */
  constructor(magic: string) {
    this.#magic = magic;
  }

  push(bytes: Uint8Array): LinkEvent[] {
    return this.#follow(this.#splitter.push(bytes));
  }

  finish(): LinkEvent[] {
    return this.#follow(this.#splitter.finish());
  }

  /** Stretches of the file without an intact page. */
  get brokenPlaces(): number {
    return this.#splitter.damagedPlaces;
  }

  #follow(pages: readonly OggPage[]): LinkEvent[] {
    return pages.flatMap((page) => {
      if (page.isFirst) return this.#begin(page);
      return page.serial === this.#serial ? this.#packets(page) : [];
    });
  }

  #begin(page: OggPage): LinkEvent[] {
    const isWanted =
      Buffer.from(page.body.subarray(0, this.#magic.length)).toString('latin1') === this.#magic;
    // The first pages of all parallel streams come before any of their other pages.
    if (!isWanted || this.#isAtStart) {
      if (isWanted || !isSkeleton(page)) this.leftOut += 1;
      return [];
    }
    this.#serial = page.serial;
    this.#sequence = page.sequence;
    this.#isAtStart = true;
    this.#pieces = [];
    return [{ type: 'link', ident: page.body }];
  }

  #packets(page: OggPage): LinkEvent[] {
    this.#isAtStart = false;
    const isAfterLoss = page.sequence !== (this.#sequence + 1) % 2 ** 32;
    this.#sequence = page.sequence;
    if (isAfterLoss) this.damagedPlaces += 1;
    const goesOn = page.continues && !isAfterLoss;
    if (!goesOn) this.#pieces = page.continues ? null : [];
    const packets: Uint8Array[] = [];
    let at = 0;
    for (const length of page.lacing) {
      this.#pieces?.push(page.body.subarray(at, at + length));
      at += length;
      if (length === 255) continue;
      if (this.#pieces !== null) packets.push(Buffer.concat(this.#pieces));
      this.#pieces = [];
    }
    if (page.isLast) this.#serial = null;
    return [{ type: 'packets', packets, granule: page.granule, isLast: page.isLast, isAfterLoss }];
  }
}

/** A Skeleton stream, which describes the other streams and contains no audio. */
const isSkeleton = (page: OggPage): boolean =>
  Buffer.from(page.body.subarray(0, 7)).toString('latin1') === 'fishead';

import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ByteFile } from './byte-file.ts';

const WINDOW_BYTES = 1 << 16;
/** Real files have a handful; the limit bounds the work that a hostile file can cause. */
const MOST_CHUNKS = 20_000;
/** What writers put in front of the samples and behind them: they settle where a chunk begins. */
const KNOWN_CHUNKS = new Set(
  (
    'data fmt  fact LIST bext JUNK junk PAD  ds64 cue  plst smpl inst iXML axml chna id3  ID3  PEAK cart _PMX ' +
    'COMM SSND MARK INST NAME AUTH (c)  ANNO FVER CHAN APPL COMT MIDI AESD '
  ).match(/.{4}(?= )/gu),
);
const CHUNK_ID = /^[\x20-\x7e]{4}$/u;
/** Tags that taggers append to any file, whatever its container. */
const TRAILING_TAGS = ['TAG', 'APETAGEX', 'ID3', '3DI', 'LYRICSBEGIN'];

/** Reads a file in windows, so that a walk over many small pieces needs few system calls. */
export class WindowedBytes {
  readonly size: number;
  readonly #file: ByteFile;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(file: ByteFile) {
    this.#file = file;
    this.size = file.size;
  }

  /** Up to `length` bytes from `position`; fewer only at the end of the file. */
  async readAt(position: number, length: number): Promise<Buffer> {
    if (length > WINDOW_BYTES) return this.#file.readAt(position, length);
    const end = this.#start + this.#window.length;
    if (position < this.#start || position + length > end) {
      this.#window = await this.#file.readAt(position, WINDOW_BYTES);
      this.#start = position;
    }
    return this.#window.subarray(position - this.#start, position - this.#start + length);
  }
}

/** How chunks are framed: an id of four characters and a size of four bytes. */
export interface ChunkFraming {
  readonly bigEndian: boolean;
}

export interface Chunk {
  readonly id: string;
  /** Declared size of the body in bytes. */
  readonly size: number;
  /** Where the body begins. */
  readonly body: number;
}

export class ChunkWalk {
  /** Chunks of odd length were not followed by the byte of padding that the format asks for. */
  foundUnpadded = false;
  readonly #bytes: WindowedBytes;
  readonly #framing: ChunkFraming;
  #count = 0;

  constructor(bytes: WindowedBytes, framing: ChunkFraming) {
    this.#bytes = bytes;
    this.#framing = framing;
  }

  /**
   * The chunk at `at`; null at the end of the file.
   * @throws Failure `file/unsupported` where there are more chunks than any real file has
   */
  async at(at: number): Promise<Chunk | null> {
    this.#count += 1;
    if (this.#count > MOST_CHUNKS) {
      throw new Failure(
        'file/unsupported',
        `This file has more than ${MOST_CHUNKS} chunks and can’t be a recording`,
      );
    }
    return this.#read(at);
  }

  async #read(at: number): Promise<Chunk | null> {
    const head = await this.#bytes.readAt(at, 8);
    if (head.length < 8) return null;
    const size = this.#framing.bigEndian ? head.readUInt32BE(4) : head.readUInt32LE(4);
    return { id: head.toString('latin1', 0, 4), size, body: at + 8 };
  }

  /** Where the next chunk begins: behind a byte of padding, unless the writer forgot it. */
  async behind({ body, size }: Chunk): Promise<number> {
    const end = body + size;
    if (size % 2 === 0) return end;
    const next = await this.#bytes.readAt(end, 5);
    const isUnpadded =
      KNOWN_CHUNKS.has(next.toString('latin1', 0, 4)) && !KNOWN_CHUNKS.has(next.toString('latin1', 1, 5));
    if (!isUnpadded) return end + 1;
    this.foundUnpadded = true;
    return end;
  }

  /** Bytes from `at` to the end of the file that are neither chunks, nor tags, nor a short padding of zeros. */
  async unexplainedFrom(at: number): Promise<number> {
    let next = at;
    for (let count = 0; ; count += 1) {
      const left = this.#bytes.size - next;
      if (left <= 0) return 0;
      const text = (await this.#bytes.readAt(next, 11)).toString('latin1');
      if (TRAILING_TAGS.some((tag) => text.startsWith(tag))) return 0;
      if (left <= WINDOW_BYTES && (await this.#bytes.readAt(next, left)).every((byte) => byte === 0))
        return 0;
      const chunk = count < MOST_CHUNKS ? await this.#read(next) : null;
      if (chunk === null || !CHUNK_ID.test(chunk.id) || chunk.body + chunk.size > this.#bytes.size)
        return left;
      // A second run of samples is no metadata.
      if (chunk.id === 'data' || chunk.id === 'SSND') return left;
      next = await this.behind(chunk);
    }
  }
}

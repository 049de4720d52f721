import type libFlac from 'libflacjs/dist/libflac.js';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { GRID_STEPS, quantise } from './encode-samples.ts';
import { createPartFile } from './part-file.ts';
import type { PcmWriter, PcmWriterOptions } from '../read/pcm.ts';
import { commentsOf, pictureBlock, vorbisComment } from './tags/vorbis-comment.ts';
import type { FileTags } from './tags/tags.ts';
import { checkedLength } from './writer.ts';

export interface FlacWriterOptions extends Omit<PcmWriterOptions, 'resumeAtFrame' | 'keepPartOnFailure'> {
  readonly sampleFormat: 's16' | 's24';
  readonly tags?: FileTags;
  /**
   * Length of the whole file; with it, the file gets a seek point for every frame, so that `openIndexedFlac` reads it
   * with random access.
   */
  readonly indexedFrames?: number;
}

type Flac = typeof libFlac;
type StreamInfo = libFlac.StreamMetadata;

const COMPRESSION_LEVEL = 5;
const CHUNK_FRAMES = 1 << 14;
/** STREAMINFO's body follows `fLaC` and a four-byte block header. */
const STREAM_INFO_AT = 8;
const STREAM_INFO_BYTES = 34;
/** Where the body of a seek table begins, right behind STREAMINFO. */
export const SEEK_TABLE_AT = STREAM_INFO_AT + STREAM_INFO_BYTES + 4;
/** Sample number, offset from the first frame (both 64 bits), samples in the frame (RFC 9639, section 8.5). */
export const SEEK_POINT_BYTES = 18;
/** Samples in every frame but the last. */
export const BLOCK_FRAMES = 4096;
/** A block's length has 24 bits. */
export const MOST_INDEXED_FRAMES = Math.floor((2 ** 24 - 1) / SEEK_POINT_BYTES) * BLOCK_FRAMES;

let loading: Promise<Flac> | null = null;

/**
 * Loads libFLAC once a process. This is the package's build in plain JavaScript: its WebAssembly build passes a file
 * path to `fetch`, which Node refuses.
 */
function loadFlac(): Promise<Flac> {
  loading ??= import('libflacjs/dist/libflac.js').then(
    ({ default: flac }) =>
      new Promise<Flac>((resolve) => {
        if (flac.isReady()) resolve(flac);
        else flac.on('ready', () => resolve(flac));
      }),
  );
  return loading;
}

/**
 * Writes a FLAC file front to back as `PATH.part`; its header gets the length and the MD5 of the samples at the end.
 * Samples on the format's grid come back bit for bit.
 * @throws Failure `disk/full`, `disk/unwritable`, `audio/sample-rate`
 */
export async function createFlacWriter(path: string, options: FlacWriterOptions): Promise<PcmWriter> {
  const { channels, sampleFormat, sampleRate } = options;
  const steps = GRID_STEPS[sampleFormat];
  const bits = sampleFormat === 's16' ? 16 : 24;
  // A frame header has 16 bits for the rate, in Hz or in tens of Hz (RFC 9639, section 9.1.2).
  if (sampleRate > 65_535 && sampleRate % 10 !== 0) {
    throw new Failure('audio/sample-rate', `FLAC can't hold ${sampleRate} Hz: choose WAV or another rate`, {
      details: { sampleRate },
    });
  }
  const flac = await loadFlac();
  const file = await createPartFile(path);

  let encoded: Uint8Array[] = [];
  let streamInfo: StreamInfo | null = null;
  const index = options.indexedFrames === undefined ? null : new SeekIndex(options.indexedFrames);
  let encoder = flac.create_libflac_encoder(
    sampleRate,
    channels,
    bits,
    COMPRESSION_LEVEL,
    0,
    false,
    BLOCK_FRAMES,
  );
  const status =
    encoder === 0
      ? 'no encoder'
      : flac.init_encoder_stream(
          encoder,
          (data, bytes, samples) => {
            // The library reuses what it hands over, a frame at a time.
            encoded.push(data.slice());
            index?.add(bytes, samples);
          },
          (metadata) => {
            if (metadata !== undefined) streamInfo = metadata;
          },
        );
  const release = (): void => {
    if (encoder !== 0) flac.FLAC__stream_encoder_delete(encoder);
    encoder = 0;
  };
  if (status !== 0) {
    release();
    await file.abort();
    throw new Error(
      `the FLAC encoder refused ${sampleRate} Hz, ${channels} channels, ${bits} bits: ${status}`,
    );
  }

  // The encoder has written its own metadata by now, without ours.
  encoded = [flacHead(Buffer.concat(encoded), options.tags, index)];
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(encoded);
    encoded = [];
    await file.append(bytes);
  };
  const integers = Array.from({ length: channels }, () => new Int32Array(CHUNK_FRAMES));
  let clippedSamples = 0;
  return {
    async write(planar) {
      const length = checkedLength(planar, channels);
      for (let from = 0; from < length; from += CHUNK_FRAMES) {
        const count = Math.min(CHUNK_FRAMES, length - from);
        planar.forEach((samples, channel) => {
          clippedSamples += quantise(samples, from, count, steps, integers[channel] as Int32Array);
        });
        const block = integers.map((samples) => samples.subarray(0, count));
        if (!flac.FLAC__stream_encoder_process(encoder, block, count)) {
          throw new Error(
            `the FLAC encoder stopped in state ${flac.FLAC__stream_encoder_get_state(encoder)}`,
          );
        }
        await flush();
      }
    },
    async sync() {
      await file.sync();
    },
    async finish() {
      if (!flac.FLAC__stream_encoder_finish(encoder) || streamInfo === null) {
        throw new Error('the FLAC encoder did not finish its stream');
      }
      release();
      await flush();
      await file.patch(streamInfoBody(streamInfo), STREAM_INFO_AT);
      if (index !== null) await file.patch(index.body(), SEEK_TABLE_AT);
      const bytes = file.length;
      await file.finish();
      return { bytes, clippedSamples };
    },
    async abort() {
      release();
      await file.abort();
    },
  };
}

const VENDOR = 'Divisi, libFLAC';

/** Where each frame begins. */
class SeekIndex {
  readonly #body: Buffer;
  #points = 0;
  #offset = 0;

  constructor(frames: number) {
    if (frames > MOST_INDEXED_FRAMES) throw new Error(`${frames} frames are too many for a seek table`);
    this.#body = Buffer.alloc(Math.ceil(frames / BLOCK_FRAMES) * SEEK_POINT_BYTES);
  }

  get bytes(): number {
    return this.#body.length;
  }

  /** @param samples 0 for the encoder's own metadata */
  add(bytes: number, samples: number): void {
    if (samples === 0) return;
    const at = this.#points * SEEK_POINT_BYTES;
    this.#body.writeBigUInt64BE(BigInt(this.#points * BLOCK_FRAMES), at);
    this.#body.writeBigUInt64BE(BigInt(this.#offset), at + 8);
    this.#body.writeUInt16BE(samples, at + 16);
    this.#points += 1;
    this.#offset += bytes;
  }

  body(): Buffer {
    if (this.#points * SEEK_POINT_BYTES !== this.#body.length) {
      throw new Error('an indexed FLAC file got another length than was announced');
    }
    return this.#body;
  }
}

/**
 * Everything before the first frame: the encoder's STREAMINFO, then our comments and cover (RFC 9639, section 8).
 * @param own what the encoder wrote: the magic, STREAMINFO and its own comment
 */
function flacHead(own: Buffer, tags: FileTags | undefined, index: SeekIndex | null): Buffer {
  const blocks: [type: number, body: Buffer][] = [
    [4, vorbisComment(VENDOR, tags === undefined ? [] : commentsOf(tags))],
  ];
  // Filled in at the end.
  if (index !== null) blocks.unshift([3, Buffer.alloc(index.bytes)]);
  if (tags?.cover) blocks.push([6, pictureBlock(tags.cover)]);
  const streamInfo = Buffer.from(own.subarray(0, STREAM_INFO_AT + STREAM_INFO_BYTES));
  streamInfo[4] = 0; // Not the last block.
  const rendered = blocks.map(([type, body], index) => {
    const head = Buffer.alloc(4);
    head.writeUInt8(type | (index === blocks.length - 1 ? 0x80 : 0), 0);
    head.writeUIntBE(body.length, 1, 3);
    return Buffer.concat([head, body]);
  });
  return Buffer.concat([streamInfo, ...rendered]);
}

/** The STREAMINFO block (RFC 9639, section 8.2). */
function streamInfoBody(info: StreamInfo): Buffer {
  const body = Buffer.alloc(STREAM_INFO_BYTES);
  body.writeUInt16BE(info.min_blocksize, 0);
  body.writeUInt16BE(info.max_blocksize, 2);
  body.writeUIntBE(info.min_framesize, 4, 3);
  body.writeUIntBE(info.max_framesize, 7, 3);
  const packed =
    (BigInt(info.sampleRate) << 44n) |
    (BigInt(info.channels - 1) << 41n) |
    (BigInt(info.bitsPerSample - 1) << 36n) |
    BigInt(info.total_samples);
  body.writeBigUInt64BE(packed, 10);
  body.write(info.md5sum, 18, 'hex');
  return body;
}

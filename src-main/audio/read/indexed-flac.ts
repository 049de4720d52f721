import { basename } from 'node:path';
import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { guarded } from '../decode/decoder.ts';
import { regrid } from '../decode/flac-decode.ts';
import { parseStreamInfo, type FlacStreamInfo } from '../decode/flac-header.ts';
import { SEEK_POINT_BYTES, SEEK_TABLE_AT } from '../write/flac.ts';
import type { ByteFile } from './byte-file.ts';
import type { PcmReader } from './pcm.ts';
import { checkedChannelMap } from './pcm-file.ts';

const STREAM_INFO_AT = 8;
const SEEK_TABLE = 3;
const LAST_BLOCK = 0x80;
const MOST_METADATA_BLOCKS = 16;
/** FLAC frames decoded at once: 16,384 samples of each channel. */
const FRAMES_AT_ONCE = 4;

interface Indexed {
  readonly info: FlacStreamInfo & { readonly frames: number };
  readonly blockFrames: number;
  /** Byte at which the first frame begins. */
  readonly framesAt: number;
}

/**
 * Random access to a FLAC file whose seek table lists every frame, right behind STREAMINFO. The table stays on disk; memory is
 * one decoder and the last 16,384 samples decoded.
 * @returns null for any other file, which stays open; a reader owns the file
 * @throws Failure `audio/channels`; when reading, `file/truncated` and `file/unreadable` for a damaged frame
 */
export async function openIndexedFlac(
  file: ByteFile,
  channels: readonly number[] | undefined,
): Promise<PcmReader | null> {
  const found = await indexOf(file);
  if (found === null) return null;
  const { info, blockFrames } = found;
  const channelMap = checkedChannelMap(channels, info.channels);
  const blocks = new FlacBlocks(file, found);
  return {
    sampleRate: info.sampleRate,
    channels: channelMap.length,
    frames: info.frames,
    sampleFormat: info.bits <= 16 ? 's16' : 's24',
    async read(from, count) {
      const start = Math.min(Math.max(0, from), info.frames);
      const end = Math.max(start, Math.min(from + count, info.frames));
      const out = channelMap.map(() => new Float32Array(end - start));
      const groupFrames = blockFrames * FRAMES_AT_ONCE;
      for (let at = start; at < end;) {
        const group = Math.floor(at / groupFrames);
        const decoded = await blocks.group(group);
        const offset = at - group * groupFrames;
        const length = Math.min(groupFrames - offset, end - at);
        for (const [index, channel] of channelMap.entries()) {
          const samples = decoded[channel];
          if (samples !== undefined) out[index]?.set(samples.subarray(offset, offset + length), at - start);
        }
        at += length;
      }
      return out;
    },
    async close() {
      blocks.free();
      await file.close();
    },
  };
}

/** Decodes groups of frames, one at a time, and keeps the last one. */
class FlacBlocks {
  readonly #file: ByteFile;
  readonly #index: Indexed;
  #decoder: FLACDecoder | null = null;
  #next = -1;
  #group = -1;
  #samples: readonly Float32Array[] = [];
  #working: Promise<unknown> = Promise.resolve();

  constructor(file: ByteFile, index: Indexed) {
    this.#file = file;
    this.#index = index;
  }

  /** Readers may ask for several passages at once; the decoder works on one. */
  group(group: number): Promise<readonly Float32Array[]> {
    const work = this.#working.then(
      () => this.#decode(group),
      () => this.#decode(group),
    );
    this.#working = work;
    return work;
  }

  free(): void {
    this.#decoder?.free();
    this.#decoder = null;
  }

  async #decode(group: number): Promise<readonly Float32Array[]> {
    if (group === this.#group) return this.#samples;
    const { info } = this.#index;
    const frames = await this.#frames(group);
    const decoder = await this.#decoderAt(group);
    const decoded = await guarded(() => decoder.decodeFrames(frames));
    const expected = Math.min(
      this.#index.blockFrames * FRAMES_AT_ONCE,
      info.frames - group * this.#index.blockFrames * FRAMES_AT_ONCE,
    );
    if (decoded.errors.length > 0 || decoded.samplesDecoded !== expected) {
      this.#next = -1;
      throw new Failure('file/unreadable', `"${basename(this.#file.path)}" is damaged`, {
        details: { seconds: (group * this.#index.blockFrames * FRAMES_AT_ONCE) / info.sampleRate },
      });
    }
    this.#samples = regrid(decoded.channelData, info.bits <= 16 ? 16 : 24);
    this.#group = group;
    this.#next = group + 1;
    return this.#samples;
  }

  /** The decoder numbers the frames it gets and takes a jump for damage, so it starts afresh after one. */
  async #decoderAt(group: number): Promise<FLACDecoder> {
    if (this.#decoder === null) {
      this.#decoder = new FLACDecoder();
      await this.#decoder.ready;
    } else if (group !== this.#next) await this.#decoder.reset();
    return this.#decoder;
  }

  /** The bytes of each frame of a group. */
  async #frames(group: number): Promise<Uint8Array[]> {
    const { info, blockFrames, framesAt } = this.#index;
    const first = group * FRAMES_AT_ONCE;
    const total = Math.ceil(info.frames / blockFrames);
    const count = Math.min(FRAMES_AT_ONCE, total - first);
    const isLast = first + count === total;
    const points = await this.#file.readAt(
      SEEK_TABLE_AT + first * SEEK_POINT_BYTES,
      (count + (isLast ? 0 : 1)) * SEEK_POINT_BYTES,
    );
    const offsets = Array.from(
      { length: count + (isLast ? 0 : 1) },
      (_, point) => framesAt + Number(points.readBigUInt64BE(point * SEEK_POINT_BYTES + 8)),
    );
    const spans = offsets
      .map((from, index) => ({ from, to: offsets[index + 1] ?? this.#file.size }))
      .slice(0, count);
    const begin = spans[0]?.from ?? 0;
    const end = spans.at(-1)?.to ?? 0;
    const most = count * (info.channels * (blockFrames * 4 + 8) + 32);
    if (spans.some(({ from, to }) => to <= from) || end - begin > most) {
      throw new Failure('file/unreadable', `"${basename(this.#file.path)}" has a damaged seek table`);
    }
    const bytes = await this.#file.readAt(begin, end - begin);
    if (bytes.length < end - begin) {
      throw new Failure('file/truncated', `"${basename(this.#file.path)}" became shorter while it was read`, {
        details: { seconds: (first * blockFrames) / info.sampleRate },
      });
    }
    return spans.map(({ from, to }) => bytes.subarray(from - begin, to - begin));
  }
}

async function indexOf(file: ByteFile): Promise<Indexed | null> {
  const head = await file.readAt(0, SEEK_TABLE_AT);
  if (head.length < SEEK_TABLE_AT || head.toString('latin1', 0, 4) !== 'fLaC') return null;
  const info = parseStreamInfo(head.subarray(STREAM_INFO_AT, SEEK_TABLE_AT - 4));
  const { frames, minBlockFrames: blockFrames } = info;
  const table = SEEK_TABLE_AT - 4;
  if (frames === null || blockFrames < 16 || info.bits > 24 || head[table] !== SEEK_TABLE) return null;
  if (head.readUIntBE(table + 1, 3) !== Math.ceil(frames / blockFrames) * SEEK_POINT_BYTES) return null;
  let at = table;
  for (let count = 0; count < MOST_METADATA_BLOCKS; count += 1) {
    const block = await file.readAt(at, 4);
    if (block.length < 4) return null;
    at += 4 + block.readUIntBE(1, 3);
    if (((block[0] ?? 0) & LAST_BLOCK) !== 0) return { info: { ...info, frames }, blockFrames, framesAt: at };
  }
  return null;
}

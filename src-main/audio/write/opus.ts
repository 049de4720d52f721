import type { PcmWriter } from '../read/pcm.ts';
import { OggWriter } from './ogg-writer.ts';
import { createPartFile } from './part-file.ts';
import { commentsOf, pictureBlock, vorbisComment } from './tags/vorbis-comment.ts';
import type { FileTags } from './tags/tags.ts';
import { checkedLength } from './writer.ts';

export interface OpusWriterOptions {
  readonly channels: 1 | 2;
  readonly kbps: number;
  /** Rate of the recording, which the header states for information. */
  readonly inputRate: number;
  readonly tags: FileTags;
}

/** The rate of the samples that are written. */
export const OPUS_RATE = 48_000;
const PACKET_FRAMES = 960;
const PACKETS_PER_PAGE = 50;
/** "DIVI"; a file holds one stream, so any number will do. */
const SERIAL = 0x44495649;

/**
 * Writes an Ogg Opus file (RFC 7845) front to back as `PATH.part`. Pre-skip and the last page's position cut the
 * encoder's delay and padding, so that the file plays exactly the frames that were written.
 * @throws Failure `disk/full`, `disk/unwritable`
 */
export async function createOpusWriter(path: string, options: OpusWriterOptions): Promise<PcmWriter> {
  const { channels, kbps } = options;
  // Loaded where it is needed: it is half a megabyte of text.
  const { Application, createEncoder, Signal } = await import('libopus-wasm');
  const encoder = await createEncoder({
    sampleRate: OPUS_RATE,
    channels,
    application: Application.Audio,
    signal: Signal.Music,
    bitrate: kbps * 1000,
    complexity: 10,
    vbr: true,
    frameSize: PACKET_FRAMES,
  });
  let isFreed = false;
  const release = (): void => {
    if (!isFreed) encoder.free();
    isFreed = true;
  };
  const file = await createPartFile(path).catch((error: unknown) => {
    release();
    throw error;
  });
  const preSkip = encoder.getLookahead();
  const ogg = new OggWriter(SERIAL);
  const send = async (pages: readonly Buffer[]): Promise<void> => {
    if (pages.length > 0) await file.append(Buffer.concat(pages));
  };
  await send([
    ...ogg.packet(opusHead(options, preSkip), 0, 'page'),
    ...ogg.packet(opusTags(options.tags), 0, 'page'),
  ]);

  const pending = new Float32Array(PACKET_FRAMES * channels);
  let pendingFrames = 0;
  let packets = 0;
  let written = 0;
  const encodePending = async (granule: number, isLast: boolean): Promise<void> => {
    const packet = encoder.encodeFloat(pending).slice();
    packets += 1;
    pendingFrames = 0;
    const how = isLast ? 'last' : packets % PACKETS_PER_PAGE === 0 ? 'page' : 'more';
    await send(ogg.packet(packet, granule, how));
  };
  return {
    async write(planar) {
      const length = checkedLength(planar, channels);
      for (let from = 0; from < length;) {
        // A full packet waits until it is known not to be the last one.
        if (pendingFrames === PACKET_FRAMES) await encodePending((packets + 1) * PACKET_FRAMES, false);
        const count = Math.min(length - from, PACKET_FRAMES - pendingFrames);
        planar.forEach((samples, channel) => {
          for (let frame = 0; frame < count; frame += 1) {
            pending[(pendingFrames + frame) * channels + channel] = samples[from + frame] as number;
          }
        });
        pendingFrames += count;
        from += count;
      }
      written += length;
    },
    sync: () => file.sync(),
    async finish() {
      const end = preSkip + written;
      const needed = Math.max(1, Math.ceil(end / PACKET_FRAMES));
      while (packets < needed) {
        pending.fill(0, pendingFrames * channels);
        await encodePending(
          packets + 1 === needed ? end : (packets + 1) * PACKET_FRAMES,
          packets + 1 === needed,
        );
      }
      release();
      const bytes = file.length;
      await file.finish();
      return { bytes, clippedSamples: 0 };
    },
    async abort() {
      release();
      await file.abort();
    },
  };
}

/** Section 5.1 of RFC 7845; mapping family 0, no output gain. */
function opusHead({ channels, inputRate }: OpusWriterOptions, preSkip: number): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'latin1');
  head[8] = 1;
  head[9] = channels;
  head.writeUInt16LE(preSkip, 10);
  head.writeUInt32LE(inputRate, 12);
  return head;
}

/** Section 5.2 of RFC 7845. */
function opusTags(tags: FileTags): Buffer {
  const comments = commentsOf(tags);
  if (tags.cover !== null) {
    comments.push(`METADATA_BLOCK_PICTURE=${pictureBlock(tags.cover).toString('base64')}`);
  }
  return Buffer.concat([Buffer.from('OpusTags', 'latin1'), vorbisComment('Divisi, libopus', comments)]);
}

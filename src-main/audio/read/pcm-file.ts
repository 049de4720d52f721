import { basename } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { isAiff, parseAiff } from './aiff.ts';
import type { ByteFile } from './byte-file.ts';
import { bytesPerFrame, sampleFormatOf } from './layout.ts';
import type { PcmLayout } from './layout.ts';
import type { PcmReader } from './pcm.ts';
import { deinterleave } from './samples.ts';
import { isWav, parseWav } from './wav.ts';

/** The layout of an uncompressed file, detected from its content; null for any other file. */
export async function findPcm(file: ByteFile): Promise<PcmLayout | null> {
  const name = basename(file.path);
  if (file.size === 0) throw new Failure('file/empty', `"${name}" is empty (0 bytes)`);
  const head = await file.readAt(0, 64);
  const parse = isWav(head) ? parseWav : isAiff(head) ? parseAiff : null;
  if (parse === null) return null;
  const layout = await parse(file);
  if (layout === null || layout.frames > 0) return layout;
  if (layout.missingFrames > 0) {
    throw new Failure('file/truncated', `"${name}" ends before its first sample: the copy is incomplete`, {
      details: { seconds: 0, missingSeconds: layout.missingFrames / layout.sampleRate },
    });
  }
  throw new Failure('audio/no-samples', `"${name}" is an audio file without a single sample`);
}

/** Checks a map of channels (from 0) against what a file has. */
export function checkedChannelMap(
  channelMap: readonly number[] | undefined,
  channels: number,
): readonly number[] {
  const map = channelMap ?? Array.from({ length: channels }, (_, channel) => channel);
  const wrong = map.find((channel) => !Number.isInteger(channel) || channel < 0 || channel >= channels);
  if (map.length === 0 || wrong !== undefined) {
    throw new Failure(
      'audio/channels',
      wrong === undefined
        ? 'No channels were chosen'
        : `There is no channel ${wrong + 1}: the file has ${channels}`,
      { details: { channels } },
    );
  }
  return map;
}

/** A reader keeps no more memory than this between reads. */
const MOST_SPARE_BYTES = 1 << 20;

/** Reads `file` by `layout`; owns the file from here on. */
export function pcmReader(file: ByteFile, layout: PcmLayout, channelMap: readonly number[]): PcmReader {
  const frameBytes = bytesPerFrame(layout);
  /** The bytes of the last read, unless another read is using their memory. */
  let spareBytes: Buffer | undefined;
  return {
    sampleRate: layout.sampleRate,
    channels: channelMap.length,
    frames: layout.frames,
    sampleFormat: sampleFormatOf(layout.encoding),
    async read(from, count, spent) {
      const start = Math.min(Math.max(0, from), layout.frames);
      const frames = Math.max(0, Math.min(from + count, layout.frames) - start);
      const memory = spareBytes;
      spareBytes = undefined;
      const bytes = await file.readAt(layout.dataOffset + start * frameBytes, frames * frameBytes, memory);
      if (bytes.length < frames * frameBytes) {
        throw new Failure('file/truncated', `"${basename(file.path)}" became shorter while it was read`, {
          details: { seconds: (start + Math.floor(bytes.length / frameBytes)) / layout.sampleRate },
        });
      }
      const samples = deinterleave(bytes, layout.encoding, layout.channels, channelMap, spent);
      if (bytes.length <= MOST_SPARE_BYTES) spareBytes = bytes;
      return samples;
    },
    close: () => file.close(),
  };
}

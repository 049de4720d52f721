import { basename } from 'node:path';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import { openBytes } from '../read/byte-file.ts';
import type { ByteFile } from '../read/byte-file.ts';
import { partPath } from '../write/part-file.ts';
import { PEAK_FRAMES, PEAKS_HEADER_BYTES, PEAKS_MAGIC, PEAKS_VERSION, UNKNOWN_FRAMES } from './peaks.ts';

export interface PeaksRequest {
  /** Samples, half open. */
  readonly from: number;
  readonly to: number;
  readonly buckets: number;
}

export interface PeaksAnswer {
  readonly channels: number;
  /** The requested number, or fewer if a bucket would cover less than one stored peak. */
  readonly buckets: number;
  /** Frames whose peaks are available so far. */
  readonly ready: number;
  /** Null while the file still grows. */
  readonly frames: number | null;
  /** `[channel][bucket][min, max]`, full scale 32767; zeros where peaks are not available. */
  readonly data: Int16Array;
}

/** Peaks buffered at a time, so that memory does not depend on the recording's length. */
const CHUNK_PEAKS = 1 << 16;
const MAX_BUCKETS = 1 << 16;

/**
 * Extremes of `[from, to)` in `buckets` equal parts, from a finished or a growing peaks file.
 * Buckets are widened to whole stored peaks, so neighbours share one where they don't fall on a boundary.
 * @throws Failure `file/not-found` (not started yet), `call/invalid`, `file/unreadable`
 */
export async function readPeaks(path: string, request: PeaksRequest): Promise<PeaksAnswer> {
  const { from, to, buckets } = request;
  if (![from, to, buckets].every(Number.isSafeInteger) || from < 0 || to <= from || buckets < 1) {
    throw new Failure('call/invalid', 'Peaks need whole numbers with 0 <= from < to and at least one bucket');
  }
  const file = await openGrowing(path);
  try {
    if (file.size < PEAKS_HEADER_BYTES && file.path === partPath(path)) {
      throw new Failure('file/not-found', `"${basename(path)}" has just been opened for writing`);
    }
    return await reduce(file, from, to, Math.min(buckets, MAX_BUCKETS, Math.ceil((to - from) / PEAK_FRAMES)));
  } finally {
    await file.close();
  }
}

/** The part may be renamed between two looks, hence the third. */
async function openGrowing(path: string): Promise<ByteFile> {
  for (const candidate of [path, partPath(path)]) {
    try {
      return await openBytes(candidate);
    } catch (error) {
      if (!isFailure(error) || error.code !== 'file/not-found') throw error;
    }
  }
  return openBytes(path);
}

async function reduce(file: ByteFile, from: number, to: number, buckets: number): Promise<PeaksAnswer> {
  const head = await file.readAt(0, PEAKS_HEADER_BYTES);
  if (
    head.length < PEAKS_HEADER_BYTES ||
    head.toString('latin1', 0, 4) !== PEAKS_MAGIC ||
    head.readUInt32LE(4) !== PEAKS_VERSION ||
    head.readUInt32LE(12) !== PEAK_FRAMES
  ) {
    throw new Failure('file/unreadable', `"${basename(file.path)}" is not a peaks file of this version`);
  }
  const channels = head.readUInt32LE(8);
  const declared = head.readBigUInt64LE(16);
  const frames = declared === UNKNOWN_FRAMES ? null : Number(declared);
  const peakBytes = channels * 4;
  const stored = Math.floor((file.size - PEAKS_HEADER_BYTES) / peakBytes);

  const data = new Int16Array(channels * buckets * 2);
  const seen = new Uint8Array(buckets);
  const span = (to - from) / buckets;
  const firstPeak = Math.floor(from / PEAK_FRAMES);
  const endPeak = Math.min(stored, Math.ceil(to / PEAK_FRAMES));
  for (let chunk = firstPeak; chunk < endPeak; chunk += CHUNK_PEAKS) {
    const count = Math.min(CHUNK_PEAKS, endPeak - chunk);
    const bytes = await file.readAt(PEAKS_HEADER_BYTES + chunk * peakBytes, count * peakBytes);
    const pairs = new Int16Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 2));
    for (let index = 0; index < count; index += 1) {
      const start = (chunk + index) * PEAK_FRAMES;
      const first = Math.max(0, Math.floor((start - from) / span));
      const last = Math.min(buckets - 1, Math.ceil((start + PEAK_FRAMES - from) / span) - 1);
      for (let bucket = first; bucket <= last; bucket += 1) {
        for (let channel = 0; channel < channels; channel += 1) {
          const min = pairs[(index * channels + channel) * 2] ?? 0;
          const max = pairs[(index * channels + channel) * 2 + 1] ?? 0;
          const at = (channel * buckets + bucket) * 2;
          data[at] = seen[bucket] === 0 ? min : Math.min(data[at] as number, min);
          data[at + 1] = seen[bucket] === 0 ? max : Math.max(data[at + 1] as number, max);
        }
        seen[bucket] = 1;
      }
    }
  }
  return { channels, buckets, ready: Math.min(stored * PEAK_FRAMES, frames ?? Infinity), frames, data };
}

import { createPartFile } from '../write/part-file.ts';

/** Frames that one stored pair of extremes covers. */
export const PEAK_FRAMES = 256;

/**
 * Peaks file: a 32-byte header (`DVPK`, then little-endian version u32, channels u32, PEAK_FRAMES u32,
 * frames u64 or 2^64-1 while it grows), then `[peak][channel][min, max]` int16, full scale 32767.
 * While it grows it is `PATH.part`, where `readPeaks` finds it too.
 */
export const PEAKS_MAGIC = 'DVPK';
export const PEAKS_VERSION = 1;
export const PEAKS_HEADER_BYTES = 32;
export const UNKNOWN_FRAMES = 0xffff_ffff_ffff_ffffn;
const BUFFERED_PEAKS = 4096;

export interface PeaksWriter {
  /** Planar, any length. */
  push(channels: readonly Float32Array[]): void;
  /** Writes what is complete, so that readers see it. */
  flush(): Promise<void>;
  /** Writes the rest and the length; `peak` is the largest magnitude seen. */
  finish(): Promise<{ frames: number; peak: number }>;
  /** Removes what was written. */
  abort(): Promise<void>;
}

/** @throws Failure `disk/full`, `disk/unwritable` */
export async function createPeaksWriter(path: string, channels: number): Promise<PeaksWriter> {
  const file = await createPartFile(path);
  await file.append(header(channels, UNKNOWN_FRAMES));

  let pairs = new Int16Array(BUFFERED_PEAKS * channels * 2);
  let peaks = 0;
  let inPeak = 0;
  let frames = 0;
  let largest = 0;
  const low = new Float32Array(channels).fill(Infinity);
  const high = new Float32Array(channels).fill(-Infinity);

  const closePeak = (): void => {
    if ((peaks + 1) * channels * 2 > pairs.length) {
      const grown = new Int16Array(pairs.length * 2);
      grown.set(pairs);
      pairs = grown;
    }
    for (let channel = 0; channel < channels; channel += 1) {
      const at = (peaks * channels + channel) * 2;
      const min = low[channel] as number;
      const max = high[channel] as number;
      pairs[at] = clampInt16(Math.floor(min * 32767));
      pairs[at + 1] = clampInt16(Math.ceil(max * 32767));
      largest = Math.max(largest, -min, max);
    }
    low.fill(Infinity);
    high.fill(-Infinity);
    peaks += 1;
    inPeak = 0;
  };
  const flush = async (): Promise<void> => {
    if (peaks === 0) return;
    const bytes = new Uint8Array(pairs.slice(0, peaks * channels * 2).buffer);
    peaks = 0;
    await file.append(bytes);
  };
  return {
    push(planar) {
      const length = planar[0]?.length ?? 0;
      for (let from = 0; from < length;) {
        const to = Math.min(length, from + PEAK_FRAMES - inPeak);
        for (let channel = 0; channel < channels; channel += 1) {
          const samples = planar[channel] as Float32Array;
          let min = low[channel] as number;
          let max = high[channel] as number;
          for (let index = from; index < to; index += 1) {
            const value = samples[index] as number;
            if (value < min) min = value;
            if (value > max) max = value;
          }
          low[channel] = min;
          high[channel] = max;
        }
        inPeak += to - from;
        from = to;
        if (inPeak === PEAK_FRAMES) closePeak();
      }
      frames += length;
    },
    flush,
    async finish() {
      if (inPeak > 0) closePeak();
      await flush();
      await file.patch(header(channels, BigInt(frames)), 0);
      await file.finish();
      return { frames, peak: largest };
    },
    abort: () => file.abort(),
  };
}

function clampInt16(value: number): number {
  return value > 32767 ? 32767 : value < -32767 ? -32767 : value;
}

function header(channels: number, frames: bigint): Buffer {
  const bytes = Buffer.alloc(PEAKS_HEADER_BYTES);
  bytes.write(PEAKS_MAGIC, 0, 'latin1');
  bytes.writeUInt32LE(PEAKS_VERSION, 4);
  bytes.writeUInt32LE(channels, 8);
  bytes.writeUInt32LE(PEAK_FRAMES, 12);
  bytes.writeBigUInt64LE(frames, 16);
  return bytes;
}

import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { formatTime } from '../read/check.ts';
import { guarded } from './decoder.ts';
import { deepenFlacFrame } from './flac-depth.ts';
import type { FlacFrame } from './flac-frames.ts';
import type { FlacHeader, FlacStreamInfo } from './flac-header.ts';

const SILENCE_FRAMES = 1 << 16;
/**
 * Even a frame of silence needs this many bytes, which limits how many frames lost bytes can have contained.
 */
const LEAST_FRAME_BYTES = 8;
const MOST_BLOCK_FRAMES = 1 << 16;

/** Turns intact frames into samples; missing frames become silence. */
export interface FlacOutput {
  decode(frames: readonly FlacFrame[]): AsyncGenerator<Float32Array[], void>;
  /** A place that was lost without leaving a gap between frames. */
  damage(): void;
  damagedPlaces: () => number;
  /** Whether all samples that the header declares were decoded; null if it declares no length. */
  isComplete: () => boolean | null;
  notes(): string[];
  close: () => void;
}

export async function createFlacOutput(info: FlacStreamInfo): Promise<FlacOutput> {
  const target = info.bits <= 16 ? 16 : 24;
  const decoder = new FLACDecoder();
  await decoder.ready;
  const total = info.frames ?? Infinity;
  let damaged = 0;
  let written = 0;
  let beyond = 0;
  /** Where the next frame should begin, as frames number themselves. */
  let expected: number | null = null;

  async function* decode(frames: readonly FlacFrame[]): AsyncGenerator<Float32Array[], void> {
    let batch: Uint8Array[] = [];
    for (const frame of frames) {
      if (written >= total || (frame.start >= total && frame.start !== expected)) {
        beyond += frame.samples;
        continue;
      }
      expected ??= frame.start === 0 || info.frames !== null ? 0 : frame.start;
      const missing: number = frame.start - expected;
      if (missing !== 0) {
        yield* decodeBatch(batch);
        batch = [];
        damaged += 1;
        // The decoder counts frames too and complains about a gap.
        await guarded(() => decoder.reset());
        if (missing > 0) yield* silence(Math.min(missing, mostLost(frame.skippedBytes)));
      }
      const bytes =
        info.bits === target ? frame.bytes : deepenFlacFrame(frame.bytes, frame.header, info.bits, target);
      if (bytes === null) damaged += 1;
      else batch.push(bytes);
      expected = frame.start + frame.samples;
    }
    yield* decodeBatch(batch);
  }

  async function* decodeBatch(batch: Uint8Array[]): AsyncGenerator<Float32Array[], void> {
    if (batch.length === 0) return;
    const decoded = await guarded(() => decoder.decodeFrames(batch));
    damaged += decoded.errors.length;
    if (decoded.samplesDecoded > 0) yield* bounded(regrid(decoded.channelData, target));
  }

  function* silence(frames: number): Generator<Float32Array[], void> {
    const most = Math.min(frames, total - written);
    for (let left = most; left > 0; left -= SILENCE_FRAMES) {
      yield* bounded(
        Array.from({ length: info.channels }, () => new Float32Array(Math.min(left, SILENCE_FRAMES))),
      );
    }
  }

  function* bounded(block: Float32Array[]): Generator<Float32Array[], void> {
    const length = block[0]?.length ?? 0;
    const kept = Math.min(length, total - written);
    beyond += length - kept;
    written += kept;
    if (kept > 0) yield kept === length ? block : block.map((samples) => samples.subarray(0, kept));
  }

  return {
    decode,
    damage: () => void (damaged += 1),
    damagedPlaces: () => damaged,
    isComplete: () => (info.frames === null ? null : written >= info.frames),
    notes: () =>
      beyond === 0
        ? []
        : [
            `The header declares ${formatTime(total / info.sampleRate)}; the file contains another ${formatTime(beyond / info.sampleRate)}, which was skipped.`,
          ],
    close: () => decoder.free(),
  };
}

const mostLost = (bytes: number): number => Math.ceil(bytes / LEAST_FRAME_BYTES) * MOST_BLOCK_FRAMES;

/** "48000 Hz, 24 bits, 1 channel" of a frame. */
export function describeFlac({ sampleRate, bits, channels }: FlacHeader, info: FlacStreamInfo): string {
  return `${sampleRate ?? info.sampleRate} Hz, ${bits ?? info.bits} bits, ${channels} ${channels === 1 ? 'channel' : 'channels'}`;
}

/**
 * The decoder divides by 2^(bits-1) - 1; this recovers the integers and divides by 2^(bits-1), as all readers here do.
 * Up to 24 bits, the float32 rounding error is less than half a step, so every integer is recovered exactly.
 */
export function regrid(block: Float32Array[], bits: number): Float32Array[] {
  const full = 2 ** (bits - 1);
  for (const samples of block) {
    for (let index = 0; index < samples.length; index += 1) {
      samples[index] = Math.round((samples[index] as number) * (full - 1)) / full;
    }
  }
  return block;
}

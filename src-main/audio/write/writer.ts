import { interleaveInto, STORED_BYTES } from './encode-samples.ts';
import { createPartFile } from './part-file.ts';
import type { PcmWriterOptions, ResumablePcmWriter } from '../read/pcm.ts';
import type { ProgrammeLoudness } from '../../../src-shared/dsp/loudness.ts';
import { wavHeader } from './wav-header.ts';
import type { WavChunk } from './wav-header.ts';

export interface WavWriterOptions extends PcmWriterOptions {
  /** Chunks before the samples; their lengths must not depend on the loudness, which is null until the end. */
  readonly chunks?: (loudness: ProgrammeLoudness | null) => readonly WavChunk[];
}

const BUFFER_BYTES = 1 << 18;

/**
 * Writes a WAV file front to back as `PATH.part`; RF64 above 4 GiB.
 * @throws Failure `disk/full`, `disk/unwritable`; `file/truncated` where there is too little to resume
 */
export async function createPcmWriter(path: string, options: WavWriterOptions): Promise<ResumablePcmWriter> {
  const { channels, sampleFormat } = options;
  const frameBytes = STORED_BYTES[sampleFormat] * channels;
  const header = (frames: number | null, loudness: ProgrammeLoudness | null): Buffer =>
    wavHeader({ ...options, chunks: options.chunks?.(loudness) ?? [] }, frames);
  const openHeader = header(null, null);
  const resumed = options.resumeAtFrame ?? 0;
  const file = await createPartFile(path, {
    ...(resumed > 0 ? { resumeAt: openHeader.length + resumed * frameBytes } : {}),
    keepOnFailure: options.keepPartOnFailure ?? false,
  });
  if (resumed === 0) await file.append(openHeader);

  const buffer = Buffer.allocUnsafeSlow(Math.max(1, Math.floor(BUFFER_BYTES / frameBytes)) * frameBytes);
  let buffered = 0;
  let frames = resumed;
  let clippedSamples = 0;
  const flush = async (): Promise<void> => {
    if (buffered === 0) return;
    const bytes = buffer.subarray(0, buffered);
    buffered = 0;
    await file.append(bytes);
  };
  return {
    async write(planar) {
      const length = checkedLength(planar, channels);
      for (let from = 0; from < length;) {
        const count = Math.min(length - from, (buffer.length - buffered) / frameBytes);
        const done = interleaveInto(planar, from, count, sampleFormat, buffer.subarray(buffered));
        buffered += done.bytes;
        clippedSamples += done.clipped;
        from += count;
        if (buffered === buffer.length) await flush();
      }
      frames += length;
    },
    flush,
    async sync() {
      await flush();
      await file.sync();
    },
    async finish(loudness = null) {
      await flush();
      if ((frames * frameBytes) % 2 === 1) await file.append(Buffer.alloc(1));
      await file.patch(header(frames, loudness), 0);
      const bytes = file.length;
      await file.finish();
      return { bytes, clippedSamples };
    },
    suspend: () => file.suspend(),
    abort: () => file.abort(),
  };
}

/** Frames of a planar block. A wrong number of channels or unequal lengths are bugs. */
export function checkedLength(planar: readonly Float32Array[], channels: number): number {
  const length = planar[0]?.length ?? 0;
  if (planar.length !== channels || planar.some((samples) => samples.length !== length)) {
    throw new Error(
      `expected ${channels} channels of equal length, got ${planar.map((samples) => samples.length).join(', ')}`,
    );
  }
  return length;
}

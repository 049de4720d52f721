import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PcmReader } from '../../src-main/audio/read/pcm.ts';
import { createPcmWriter } from '../../src-main/audio/write/writer.ts';
import { noise } from './signals.ts';
import type { SampleFormat } from '../../src-shared/contract/audio.ts';

/** Two players in thirds with a little noise, different in each channel; peaks below 0.9. */
export function music(frames: number, sampleRate: number, channels: number): Float32Array[] {
  return Array.from({ length: channels }, (_, channel) => {
    const hiss = noise(frames, channel + 7);
    return Float32Array.from({ length: frames }, (__, n) => {
      const t = n / sampleRate;
      const note = 220 * 2 ** ((Math.floor(t * 2) % 7) / 12);
      let value = 0.01 * hiss[n]!;
      for (let harmonic = 1; harmonic <= 6; harmonic += 1) {
        const fade = 0.2 / harmonic;
        value += fade * Math.sin(2 * Math.PI * note * harmonic * t + channel);
        value += fade * (0.4 + 0.3 * channel) * Math.sin(2 * Math.PI * note * 1.26 * harmonic * t);
      }
      return value;
    });
  });
}

export function readerOf(
  planar: readonly Float32Array[],
  sampleRate: number,
  sampleFormat: SampleFormat = 'f32',
): PcmReader {
  const frames = planar[0]?.length ?? 0;
  return {
    sampleRate,
    sampleFormat,
    channels: planar.length,
    frames,
    read: (from, count) => Promise.resolve(planar.map((samples) => samples.slice(from, from + count))),
    close: () => Promise.resolve(),
  };
}

export async function writeRecording(
  path: string,
  planar: readonly Float32Array[],
  sampleRate: number,
  sampleFormat: 's16' | 's24' | 'f32',
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const writer = await createPcmWriter(path, { sampleRate, channels: planar.length, sampleFormat });
  await writer.write(planar);
  await writer.finish();
}

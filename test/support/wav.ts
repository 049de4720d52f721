/**
 * WAV files written byte by byte, independently of the code under test and of vitest, so that every runner can use
 * them.
 */
import { writeFileSync } from 'node:fs';

export interface WavOptions {
  readonly rate?: number;
  readonly channels?: number;
  readonly seconds?: number;
  readonly format?: 's16' | 's24' | 'f32';
  /** -1 to 1. */
  sample?(frame: number, channel: number, rate: number): number;
}

/** Two notes with overtones and a little seeded noise: enough content for a separator to work on. */
export function duo(frame: number, channel: number, rate: number): number {
  const t = frame / rate;
  const note = (hz: number) =>
    [1, 2, 3, 4].reduce((sum, k) => sum + Math.sin(2 * Math.PI * hz * k * t) / k, 0);
  const noise = Math.sin(frame * 12.9898 + channel * 78.233) * 43_758.5453;
  return (
    0.12 * note(660) + 0.12 * note(channel === 0 ? 146.8 : 147) + 0.001 * (noise - Math.floor(noise) - 0.5)
  );
}

export function wavBytes(options: WavOptions = {}): Buffer {
  const { rate = 44_100, channels = 2, seconds = 1, format = 's16', sample = duo } = options;
  const frames = Math.round(seconds * rate);
  const width = { s16: 2, s24: 3, f32: 4 }[format];
  const bytes = Buffer.alloc(44 + frames * channels * width);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(format === 'f32' ? 3 : 1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * channels * width, 28);
  bytes.writeUInt16LE(channels * width, 32);
  bytes.writeUInt16LE(width * 8, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(frames * channels * width, 40);
  let at = 44;
  for (let frame = 0; frame < frames; frame += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      const value = sample(frame, channel, rate);
      if (format === 'f32') bytes.writeFloatLE(value, at);
      else {
        const full = 2 ** (width * 8 - 1);
        bytes.writeIntLE(Math.max(-full, Math.min(full - 1, Math.round(value * full))), at, width);
      }
      at += width;
    }
  }
  return bytes;
}

/** @returns `path` */
export function writeWav(path: string, options: WavOptions = {}): string {
  writeFileSync(path, wavBytes(options));
  return path;
}

/** Interleaved integers (or floats) of a plain WAV's data chunk. */
export function readWav(bytes: Buffer): { rate: number; channels: number; bits: number; samples: number[] } {
  let at = 12;
  let format = { rate: 0, channels: 0, bits: 0, isFloat: false };
  while (at + 8 <= bytes.length) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const body = at + 8;
    if (id === 'fmt ') {
      const tag = bytes.readUInt16LE(body);
      const isFloat = (tag === 0xfffe ? bytes.readUInt16LE(body + 24) : tag) === 3;
      format = {
        rate: bytes.readUInt32LE(body + 4),
        channels: bytes.readUInt16LE(body + 2),
        bits: bytes.readUInt16LE(body + 14),
        isFloat,
      };
    }
    if (id === 'data') {
      const width = format.bits / 8;
      const samples = Array.from({ length: size / width }, (_, index) =>
        format.isFloat
          ? bytes.readFloatLE(body + index * width)
          : bytes.readIntLE(body + index * width, width),
      );
      return { rate: format.rate, channels: format.channels, bits: format.bits, samples };
    }
    at = body + size + (size % 2);
  }
  throw new Error('No data chunk');
}

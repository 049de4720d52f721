import type { StoredFormat } from './encode-samples.ts';
import { STORED_BYTES } from './encode-samples.ts';

/** A chunk before the samples; its length must not change while the file is written. */
export interface WavChunk {
  readonly id: string;
  readonly body: Buffer;
}

export interface WavHeaderOptions {
  readonly sampleRate: number;
  readonly channels: number;
  readonly sampleFormat: StoredFormat;
  /** Written before the format, in this order. */
  readonly chunks?: readonly WavChunk[];
}

const DS64_BYTES = 28;

/**
 * A WAV header of constant length for its options. `frames` null: not known yet, readers take the file's end.
 * Above 4 GiB the reserved JUNK chunk turns into `ds64` and the file into RF64 (EBU Tech 3306).
 */
export function wavHeader(options: WavHeaderOptions, frames: number | null): Buffer {
  const { channels, sampleFormat, sampleRate } = options;
  const width = STORED_BYTES[sampleFormat];
  const blockAlign = width * channels;
  const float = sampleFormat === 'f32';
  const format = Buffer.alloc(float ? 18 : 16);
  format.writeUInt16LE(float ? 3 : 1, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE(sampleRate * blockAlign, 8);
  format.writeUInt16LE(blockAlign, 12);
  format.writeUInt16LE(width * 8, 14);

  const dataBytes = (frames ?? 0) * blockAlign;
  const extra = (options.chunks ?? []).map(({ id, body }) => chunk(id, body));
  const fact = Buffer.alloc(4);
  fact.writeUInt32LE(Math.min(frames ?? 0, 0xffff_ffff));
  const inner = [...extra, chunk('fmt ', format), ...(float ? [chunk('fact', fact)] : [])];
  const headerBytes = 12 + 8 + DS64_BYTES + inner.reduce((sum, part) => sum + part.length, 0) + 8;
  const riffBytes = headerBytes - 8 + dataBytes + (dataBytes % 2);
  const is64 = riffBytes > 0xffff_ffff;

  const riff = Buffer.alloc(12);
  riff.write(is64 ? 'RF64' : 'RIFF', 0, 'latin1');
  riff.writeUInt32LE(is64 || frames === null ? 0xffff_ffff : riffBytes, 4);
  riff.write('WAVE', 8, 'latin1');
  const reserved = Buffer.alloc(DS64_BYTES);
  if (is64) {
    reserved.writeBigUInt64LE(BigInt(riffBytes), 0);
    reserved.writeBigUInt64LE(BigInt(dataBytes), 8);
    reserved.writeBigUInt64LE(BigInt(frames ?? 0), 16);
  }
  const data = Buffer.alloc(8);
  data.write('data', 0, 'latin1');
  data.writeUInt32LE(is64 || frames === null ? 0xffff_ffff : dataBytes, 4);
  return Buffer.concat([riff, chunk(is64 ? 'ds64' : 'JUNK', reserved), ...inner, data]);
}

/** Chunks begin at even positions: a padding byte, which the length does not count, follows an odd body. */
function chunk(id: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

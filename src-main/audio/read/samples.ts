import { endianness } from 'node:os';
import type { SampleEncoding } from './layout.ts';
import { bytesPerSample } from './layout.ts';

const LITTLE = endianness() === 'LE';

/**
 * Interleaved bytes to planar float32: integers over 2^(bits-1), so [-1, 1); floats as they are.
 * Exact up to 24 bits; `s32` and `f64` are rounded to float32's 24.
 * @param bytes whole frames
 * @param channelMap which channel of the file feeds each output
 * @param spent arrays that take the samples where they are as long as the answer
 * @returns one array an output channel
 */
export function deinterleave(
  bytes: Uint8Array,
  encoding: SampleEncoding,
  channels: number,
  channelMap: readonly number[],
  spent: readonly Float32Array[] = [],
): Float32Array[] {
  const frames = Math.floor(bytes.length / (bytesPerSample(encoding) * channels));
  const view = nativeView(bytes, encoding);
  return channelMap.map((channel, index) => {
    const memory = spent[index];
    const out = memory?.length === frames ? memory : new Float32Array(frames);
    if (view !== null) copyStrided(view, nativeScale(encoding), channel, channels, out);
    else decodeStrided(bytes, encoding, channel, channels, out);
    return out;
  });
}

/** A typed array over the bytes, where they lie as this machine stores numbers; else null. */
function nativeView(bytes: Uint8Array, encoding: SampleEncoding): Int16Array | Float32Array | null {
  if (encoding.bigEndian === LITTLE) return null;
  if (encoding.kind === 's16' && bytes.byteOffset % 2 === 0) {
    return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
  }
  if (encoding.kind === 'f32' && bytes.byteOffset % 4 === 0) {
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  }
  return null;
}

function nativeScale(encoding: SampleEncoding): number {
  return encoding.kind === 's16' ? 1 / 32768 : 1;
}

function copyStrided(
  view: Int16Array | Float32Array,
  scale: number,
  first: number,
  stride: number,
  out: Float32Array,
): void {
  for (let frame = 0, at = first; frame < out.length; frame += 1, at += stride) {
    out[frame] = (view[at] as number) * scale;
  }
}

function decodeStrided(
  bytes: Uint8Array,
  encoding: SampleEncoding,
  channel: number,
  channels: number,
  out: Float32Array,
): void {
  const width = bytesPerSample(encoding);
  const stride = width * channels;
  if (encoding.kind === 's24') {
    const low = encoding.bigEndian ? 2 : 0;
    const high = 2 - low;
    for (let frame = 0, at = channel * width; frame < out.length; frame += 1, at += stride) {
      const upper = ((bytes[at + high] as number) << 24) >> 8;
      out[frame] = (upper | ((bytes[at + 1] as number) << 8) | (bytes[at + low] as number)) / 8388608;
    }
    return;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const sampleAt = sampleReader(view, encoding);
  for (let frame = 0, at = channel * width; frame < out.length; frame += 1, at += stride) {
    out[frame] = sampleAt(at);
  }
}

function sampleReader(view: DataView, encoding: SampleEncoding): (at: number) => number {
  const little = !encoding.bigEndian;
  switch (encoding.kind) {
    case 'u8':
      return (at) => (view.getUint8(at) - 128) / 128;
    case 's8':
      return (at) => view.getInt8(at) / 128;
    case 's16':
      return (at) => view.getInt16(at, little) / 32768;
    case 's24':
      throw new Error('24-bit samples are read by the loop above');
    case 's32':
      return encoding.validBits <= 24
        ? (at) => (view.getInt32(at, little) >> 8) / 8388608
        : (at) => view.getInt32(at, little) / 2147483648;
    case 'f32':
      return (at) => view.getFloat32(at, little);
    case 'f64':
      return (at) => view.getFloat64(at, little);
  }
}

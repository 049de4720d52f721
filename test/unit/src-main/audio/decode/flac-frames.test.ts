import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { FlacFrameSplitter } from '../../../../../src-main/audio/decode/flac-frames.ts';
import type { FlacFrame } from '../../../../../src-main/audio/decode/flac-frames.ts';
import {
  matches,
  parseFlacHeader,
  parseStreamInfo,
} from '../../../../../src-main/audio/decode/flac-header.ts';
import type { FlacStreamInfo } from '../../../../../src-main/audio/decode/flac-header.ts';
import { createFlacWriter } from '../../../../../src-main/audio/write/flac.ts';
import { noise, useFolder, writeAll } from '../helpers.ts';

const at = useFolder();
const FRAMES = 50_000;

/** The frames of a real file, its metadata cut off. */
async function encoded(): Promise<{ info: FlacStreamInfo; audio: Buffer }> {
  const writer = await createFlacWriter(at('a.flac'), {
    sampleRate: 44_100,
    channels: 2,
    sampleFormat: 's16',
  });
  await writeAll(writer, [noise(FRAMES, 1, 16), noise(FRAMES, 2, 16)]);
  const file = await readFile(at('a.flac'));
  let start = 4;
  for (let last = false; !last;) {
    last = ((file[start] ?? 0) & 0x80) !== 0;
    start += 4 + file.readUIntBE(start + 1, 3);
  }
  return { info: parseStreamInfo(file.subarray(8, 42)), audio: file.subarray(start) };
}

function split(info: FlacStreamInfo, audio: Uint8Array, piece: number): FlacFrame[] {
  const splitter = new FlacFrameSplitter(info);
  const frames: FlacFrame[] = [];
  for (let from = 0; from < audio.length; from += piece)
    frames.push(...splitter.push(audio.subarray(from, from + piece)));
  return [...frames, ...splitter.finish()];
}

/** Position and length of every frame. */
const places = (frames: readonly FlacFrame[]) => frames.map(({ start, samples }) => [start, samples]);

const expectedPlaces = Array.from({ length: Math.ceil(FRAMES / 4096) }, (_, index) => [
  index * 4096,
  Math.min(4096, FRAMES - index * 4096),
]);

describe('the FLAC splitter', () => {
  it.each([1 << 20, 65_536, 4_099, 61])('finds every frame whole, in pieces of %i bytes', async (piece) => {
    const { info, audio } = await encoded();
    expect(info).toEqual({
      minBlockFrames: 4096,
      maxBlockFrames: 4096,
      sampleRate: 44_100,
      channels: 2,
      bits: 16,
      frames: FRAMES,
    });
    const frames = split(info, audio, piece);
    expect(places(frames)).toEqual(expectedPlaces);
    expect(Buffer.concat(frames.map((frame) => frame.bytes)).equals(audio)).toBe(true);
  });

  it('leaves out a damaged frame and no other', async () => {
    const { info, audio } = await encoded();
    const whole = split(info, audio, 1 << 20);
    const third = whole.slice(0, 2).reduce((sum, frame) => sum + frame.bytes.length, 0);
    const damaged = Buffer.from(audio);
    damaged[third + 1_000] = (damaged[third + 1_000] ?? 0) ^ 1;
    expect(places(split(info, damaged, 5_000))).toEqual(expectedPlaces.filter((_, index) => index !== 2));
  });

  it('leaves out a frame whose header is damaged', async () => {
    const { info, audio } = await encoded();
    const damaged = Buffer.from(audio);
    damaged[2] = 0;
    expect(places(split(info, damaged, 5_000))).toEqual(expectedPlaces.slice(1));
  });

  it('passes over garbage before and behind, and the frame that is cut off', async () => {
    const { info, audio } = await encoded();
    const garbage = Buffer.from(noise(3_000, 77).buffer);
    expect(places(split(info, Buffer.concat([garbage, audio]), 5_000))).toEqual(expectedPlaces);
    expect(places(split(info, audio.subarray(0, -5), 5_000))).toEqual(expectedPlaces.slice(0, -1));
    expect(split(info, garbage, 500)).toEqual([]);
    expect(split(info, Buffer.alloc(0), 1)).toEqual([]);
  });
});

describe('FLAC frame headers', () => {
  const info: FlacStreamInfo = {
    minBlockFrames: 1_000,
    maxBlockFrames: 1_000,
    sampleRate: 44_100,
    channels: 2,
    bits: 24,
    frames: null,
  };

  /** Bitwise, beside the table of the code. */
  function withCrc8(bytes: readonly number[]): Buffer {
    let crc = 0;
    for (const byte of bytes) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x80) !== 0 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
    }
    return Buffer.from([...bytes, crc, 0, 0]);
  }

  it.each([
    [
      'a frame number',
      [0xff, 0xf8, 0x49, 0x1c, 0x05],
      { number: 5, isSampleNumber: false, samples: 2_304, bits: 24, sampleRate: 44_100 },
    ],
    [
      'a sample number',
      [0xff, 0xf9, 0xc9, 0x8c, 0xc4, 0x80],
      { number: 256, isSampleNumber: true, samples: 4_096, sideChannel: 1 },
    ],
    [
      '7 bytes of number',
      [0xff, 0xf9, 0x19, 0x1c, 0xfe, 0x80, 0x80, 0x80, 0x80, 0x80, 0x81],
      { number: 1, samples: 192 },
    ],
    [
      '8 bits of block size',
      [0xff, 0xf8, 0x69, 0x10, 0x00, 0x63],
      { number: 0, samples: 100, sampleRate: 44_100, bits: null },
    ],
    [
      '16 bits of block size and rate',
      [0xff, 0xf8, 0x7d, 0x10, 0x00, 0x03, 0xe7, 0xac, 0x44],
      { number: 0, samples: 1_000, sampleRate: 44_100 },
    ],
  ])('with %s', (_, bytes, expected) => {
    expect(parseFlacHeader(withCrc8(bytes), 0)).toMatchObject(expected);
  });

  it.each([
    ['a wrong CRC', [0xff, 0xf8, 0x49, 0x1c, 0x05, 0x00]],
    ['a reserved block size', [...withCrc8([0xff, 0xf8, 0x09, 0x1c, 0x05])]],
    ['a broken number', [...withCrc8([0xff, 0xf8, 0x49, 0x1c, 0xc4, 0x01])]],
    ['its end missing', [0xff, 0xf8]],
  ])('with %s is none', (_, bytes) => {
    expect(parseFlacHeader(Uint8Array.from(bytes), 0)).toBeNull();
  });

  it.each([
    ['another depth', [0xff, 0xf8, 0x49, 0x18, 0x05]],
    ['another number of channels', [0xff, 0xf8, 0x49, 0x0c, 0x05]],
    ['another rate', [0xff, 0xf8, 0x4a, 0x1c, 0x05]],
  ])('with %s is not of this stream', (_, bytes) => {
    const header = parseFlacHeader(withCrc8(bytes), 0);
    expect(header).not.toBeNull();
    expect(header !== null && matches(header, info)).toBe(false);
  });
});

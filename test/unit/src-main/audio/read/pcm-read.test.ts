import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { extendedToNumber } from '../../../../../src-main/audio/read/aiff.ts';
import { openPcm } from '../../../../../src-main/audio/read/open.ts';
import { chunk, failureOf, noise, useFolder, writeRawWav, writeWav } from '../helpers.ts';

const at = useFolder();

async function readAll(path: string, channelMap?: readonly number[]) {
  const reader = await openPcm(path, channelMap === undefined ? {} : { channelMap });
  try {
    return { ...reader, samples: await reader.read(0, reader.frames) };
  } finally {
    await reader.close();
  }
}

/** 80-bit extended of a whole rate. */
function extended(rate: number): Buffer {
  const exponent = Math.floor(Math.log2(rate));
  const bytes = Buffer.alloc(10);
  bytes.writeUInt16BE(exponent + 16383, 0);
  bytes.writeBigUInt64BE(BigInt(rate) << BigInt(63 - exponent), 2);
  return bytes;
}

interface RawAiff {
  readonly compression?: string;
  readonly channels?: number;
  readonly bits: number;
  readonly frames: number;
  readonly rate?: number;
  readonly data: Buffer;
  readonly soundFirst?: boolean;
}

function aiff({
  compression,
  channels = 1,
  bits,
  frames,
  rate = 48_000,
  data,
  soundFirst = false,
}: RawAiff): Buffer {
  const big = (id: string, body: Buffer): Buffer => {
    const bytes = chunk(id, body);
    bytes.writeUInt32BE(body.length, 4);
    return bytes;
  };
  const common = Buffer.alloc(8);
  common.writeUInt16BE(channels, 0);
  common.writeUInt32BE(frames, 2);
  common.writeUInt16BE(bits, 6);
  const name = compression === undefined ? [] : [Buffer.from(`${compression}\0\0`, 'latin1')];
  const comm = big('COMM', Buffer.concat([common, extended(rate), ...name]));
  const ssnd = big('SSND', Buffer.concat([Buffer.alloc(8), data]));
  const type = Buffer.from(compression === undefined ? 'AIFF' : 'AIFC', 'latin1');
  return big('FORM', Buffer.concat([type, ...(soundFirst ? [ssnd, comm] : [comm, ssnd])]));
}

const bytesOf = (
  values: readonly number[],
  width: number,
  write: (bytes: Buffer, value: number, at: number) => void,
) => {
  const bytes = Buffer.alloc(values.length * width);
  values.forEach((value, index) => write(bytes, value, index * width));
  return bytes;
};

describe('WAV samples', () => {
  it.each([
    ['u8', 1, 8, [0, 128, 255], (b: Buffer, v: number, i: number) => b.writeUInt8(v, i), [-1, 0, 127 / 128]],
    [
      's16',
      1,
      16,
      [-32768, 1, 32767],
      (b: Buffer, v: number, i: number) => b.writeInt16LE(v, i),
      [-1, 2 ** -15, 32767 / 32768],
    ],
    [
      's24',
      1,
      24,
      [-8388608, 1, 8388607],
      (b: Buffer, v: number, i: number) => b.writeIntLE(v, i, 3),
      [-1, 2 ** -23, 8388607 / 8388608],
    ],
    [
      's32',
      1,
      32,
      [-(2 ** 31), 256, 2 ** 30],
      (b: Buffer, v: number, i: number) => b.writeInt32LE(v, i),
      [-1, 2 ** -23, 0.5],
    ],
    [
      'f32',
      3,
      32,
      [-1.5, 0.1, 0],
      (b: Buffer, v: number, i: number) => b.writeFloatLE(v, i),
      [-1.5, Math.fround(0.1), 0],
    ],
    [
      'f64',
      3,
      64,
      [-1.5, 0.1, 0],
      (b: Buffer, v: number, i: number) => b.writeDoubleLE(v, i),
      [-1.5, Math.fround(0.1), 0],
    ],
  ] as const)('%s, mono and at an odd offset', async (format, tag, bits, values, write, expected) => {
    const data = bytesOf(values, bits / 8, write);
    // An odd chunk and its padding byte move the data off every alignment but two.
    await writeRawWav(at('a.wav'), { tag, bits, data, before: [['odd ', Buffer.alloc(3)]] });
    const { samples, sampleFormat, channels } = await readAll(at('a.wav'));
    expect(sampleFormat).toBe(format);
    expect(channels).toBe(1);
    expect([...(samples[0] ?? [])]).toEqual(expected);
  });

  it('reads any stretch of a file, past its end too', async () => {
    const whole = [noise(1000, 1, 24), noise(1000, 2, 24)];
    await writeWav(at('a.wav'), whole, 's24');
    const reader = await openPcm(at('a.wav'));
    expect(await reader.read(0, 1000)).toEqual(whole);
    expect(await reader.read(123, 77)).toEqual(whole.map((samples) => samples.slice(123, 200)));
    expect(await reader.read(990, 100)).toEqual(whole.map((samples) => samples.slice(990)));
    expect(await reader.read(-5, 10)).toEqual(whole.map((samples) => samples.slice(0, 5)));
    expect(await reader.read(5000, 10)).toEqual([new Float32Array(0), new Float32Array(0)]);
    await reader.close();
  });

  it('puts samples into an answer that is no longer needed, and reads the same', async () => {
    await writeWav(at('a.wav'), [noise(1000, 5), noise(1000, 6)]);
    const reader = await openPcm(at('a.wav'));
    const first = await reader.read(0, 400);
    const [later, kept] = [await reader.read(300, 400), await reader.read(700, 400)];
    const again = await reader.read(300, 400, first);
    expect(again).toEqual(later);
    expect(again[0]).toBe(first[0]);
    // The end of the file is shorter than what is spent.
    expect(await reader.read(700, 400, again)).toEqual(kept);
    // Several reads at once don't share memory.
    const both = await Promise.all([reader.read(300, 400), reader.read(700, 400)]);
    expect(both).toEqual([later, kept]);
    await reader.close();
  });

  it('takes the channels of a map, in its order', async () => {
    const eight = Array.from({ length: 8 }, (_, index) => noise(64, index + 1, 16));
    const data = Buffer.alloc(64 * 16);
    eight.forEach((samples, channel) => {
      samples.forEach((value, frame) => data.writeInt16LE(value * 32768, (frame * 8 + channel) * 2));
    });
    await writeRawWav(at('a.wav'), { channels: 8, data });
    const { samples, channels } = await readAll(at('a.wav'), [6, 1]);
    expect(channels).toBe(2);
    expect(samples).toEqual([eight[6], eight[1]]);
    const failure = await failureOf(openPcm(at('a.wav'), { channelMap: [8] }), 'audio/channels');
    expect(failure.details).toEqual({ channels: 8 });
  });

  it('reads 24 valid bits of a 32-bit extensible container as 24-bit', async () => {
    const format = Buffer.alloc(40);
    format.writeUInt16LE(0xfffe, 0);
    format.writeUInt16LE(1, 2);
    format.writeUInt32LE(96_000, 4);
    format.writeUInt32LE(96_000 * 4, 8);
    format.writeUInt16LE(4, 12);
    format.writeUInt16LE(32, 14);
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(24, 18);
    Buffer.from('0100000000001000800000aa00389b71', 'hex').copy(format, 24);
    const data = bytesOf([-8388608, 3], 4, (b, v, i) => b.writeInt32LE(v * 256, i));
    const body = Buffer.concat([Buffer.from('WAVE'), chunk('fmt ', format), chunk('data', data)]);
    await writeFile(at('a.wav'), chunk('RIFF', body));
    const { samples, sampleFormat, sampleRate } = await readAll(at('a.wav'));
    expect([sampleFormat, sampleRate]).toEqual(['s24', 96_000]);
    expect([...(samples[0] ?? [])]).toEqual([-1, 3 / 8388608]);
  });

  it('takes RF64 sizes from ds64, and ignores what stands behind the data', async () => {
    const data = bytesOf([1, 2, 3, 4], 2, (b, v, i) => b.writeInt16LE(v, i));
    const ds64 = Buffer.alloc(28);
    ds64.writeBigUInt64LE(8n, 8);
    await writeRawWav(at('a.wav'), {
      data,
      declared: 0xffff_ffff,
      riffSize: 0xffff_ffff,
      after: chunk('LIST', Buffer.alloc(10)),
    });
    const { readFile } = await import('node:fs/promises');
    const plain = await readFile(at('a.wav'));
    const rf64 = Buffer.concat([
      Buffer.from('RF64'),
      plain.subarray(4, 12),
      chunk('ds64', ds64),
      plain.subarray(12),
    ]);
    await writeFile(at('a.wav'), rf64);
    expect((await readAll(at('a.wav'))).frames).toBe(4);
  });

  it('reads Wave64', async () => {
    const guid = (id: string): Buffer =>
      Buffer.concat([Buffer.from(id), Buffer.from('f3acd3118cd100c04f8edb8a', 'hex')]);
    const wide = (id: string, body: Buffer): Buffer => {
      const size = Buffer.alloc(8);
      size.writeBigUInt64LE(BigInt(body.length + 24));
      return Buffer.concat([guid(id), size, body, Buffer.alloc((8 - (body.length % 8)) % 8)]);
    };
    const format = Buffer.alloc(16);
    [1, 1, 44_100, 0].forEach((value, index) =>
      index < 2 ? format.writeUInt16LE(value, index * 2) : format.writeUInt32LE(value, 4 + (index - 2) * 4),
    );
    format.writeUInt16LE(2, 12);
    format.writeUInt16LE(16, 14);
    const data = bytesOf([5, -5, 7], 2, (b, v, i) => b.writeInt16LE(v, i));
    const head = Buffer.from('726966662e91cf11a5d628db04c10000', 'hex');
    await writeFile(
      at('a.w64'),
      Buffer.concat([
        head,
        Buffer.alloc(8),
        guid('wave'),
        wide('junk', Buffer.alloc(3)),
        wide('fmt ', format),
        wide('data', data),
      ]),
    );
    const { samples } = await readAll(at('a.w64'));
    expect([...(samples[0] ?? [])]).toEqual([5 / 32768, -5 / 32768, 7 / 32768]);
  });
});

describe('AIFF samples', () => {
  it.each([
    [
      'big-endian 16 bits',
      { bits: 16, data: bytesOf([-32768, 1], 2, (b, v, i) => b.writeInt16BE(v, i)) },
      's16',
      [-1, 2 ** -15],
    ],
    [
      'big-endian 24 bits',
      { bits: 24, data: bytesOf([-8388608, 1], 3, (b, v, i) => b.writeIntBE(v, i, 3)) },
      's24',
      [-1, 2 ** -23],
    ],
    ['signed bytes', { bits: 8, data: Buffer.from([0x80, 1]) }, 'u8', [-1, 1 / 128]],
    [
      '20 bits, left-justified in 24',
      { bits: 20, data: bytesOf([-8388608, 16], 3, (b, v, i) => b.writeIntBE(v, i, 3)) },
      's24',
      [-1, 2 ** -19],
    ],
    [
      'sowt',
      { compression: 'sowt', bits: 16, data: bytesOf([-32768, 1], 2, (b, v, i) => b.writeInt16LE(v, i)) },
      's16',
      [-1, 2 ** -15],
    ],
    [
      'in24',
      { compression: 'in24', bits: 24, data: bytesOf([-8388608, 1], 3, (b, v, i) => b.writeIntBE(v, i, 3)) },
      's24',
      [-1, 2 ** -23],
    ],
    [
      'fl32',
      { compression: 'fl32', bits: 32, data: bytesOf([1.25, -0.5], 4, (b, v, i) => b.writeFloatBE(v, i)) },
      'f32',
      [1.25, -0.5],
    ],
    [
      'fl64',
      { compression: 'fl64', bits: 64, data: bytesOf([1.25, -0.5], 8, (b, v, i) => b.writeDoubleBE(v, i)) },
      'f64',
      [1.25, -0.5],
    ],
    [
      'SSND before COMM',
      { soundFirst: true, bits: 16, data: bytesOf([-32768, 1], 2, (b, v, i) => b.writeInt16BE(v, i)) },
      's16',
      [-1, 2 ** -15],
    ],
  ] as const)('%s', async (_, raw, sampleFormat, expected) => {
    await writeFile(at('a.aiff'), aiff({ frames: 2, ...raw }));
    const read = await readAll(at('a.aiff'));
    expect([read.sampleFormat, read.sampleRate]).toEqual([sampleFormat, 48_000]);
    expect([...(read.samples[0] ?? [])]).toEqual(expected);
  });

  it.each([8_000, 44_100, 48_000, 192_000])('reads the 80-bit rate %i', (rate) => {
    expect(extendedToNumber(extended(rate))).toBe(rate);
  });

  it('does not open compressed AIFF-C as PCM', async () => {
    await writeFile(at('a.aiff'), aiff({ compression: 'ulaw', bits: 16, frames: 4, data: Buffer.alloc(4) }));
    await failureOf(openPcm(at('a.aiff')), 'file/unsupported');
  });
});

describe('headers that lie', () => {
  const two = bytesOf([100, 200], 2, (b, v, i) => b.writeInt16LE(v, i));

  it.each([
    ['no sizes at all', { declared: 0, riffSize: 0 }],
    ['0xFFFFFFFF', { declared: 0xffff_ffff, riffSize: 0xffff_ffff }],
    ['the placeholder of a pipe', { declared: 0x7fff_f000, riffSize: 0x7fff_f024 }],
    ['more than there is', { declared: 4000 }],
    ['a frame and a half', { data: Buffer.concat([two, Buffer.from([1])]), declared: 5 }],
  ] as const)('%s: what is there is read', async (_, lie) => {
    await writeRawWav(at('a.wav'), { data: two, ...lie });
    const { samples } = await readAll(at('a.wav'));
    expect([...(samples[0] ?? [])]).toEqual([100 / 32768, 200 / 32768]);
  });

  it.each([
    ['0 bytes', () => writeFile(at('a.wav'), ''), 'file/empty'],
    ['a folder', () => mkdir(at('a.wav')), 'file/unreadable'],
    ['nothing there', () => Promise.resolve(), 'file/not-found'],
    ['text', () => writeFile(at('a.wav'), 'This is not audio, whatever its name says.'), 'file/unsupported'],
    ['only RIFF', () => writeFile(at('a.wav'), 'RIFF'), 'file/truncated'],
    [
      'cut in fmt',
      () => writeFile(at('a.wav'), chunk('RIFF', Buffer.from('WAVEfmt \x10\0\0\0\x01\0'))),
      'file/truncated',
    ],
    ['no samples', () => writeRawWav(at('a.wav'), { data: Buffer.alloc(0) }), 'audio/no-samples'],
    [
      'no samples of many',
      () => writeRawWav(at('a.wav'), { data: Buffer.alloc(0), declared: 4000 }),
      'file/truncated',
    ],
    ['compressed', () => writeRawWav(at('a.wav'), { tag: 2, bits: 4, data: two }), 'file/unsupported'],
    ['no channels', () => writeRawWav(at('a.wav'), { channels: 0, data: two }), 'file/unsupported'],
    ['only FORM', () => writeFile(at('a.wav'), 'FORM\0\0\0\0AIFF'), 'file/truncated'],
    [
      'AIFF without frames',
      () => writeFile(at('a.wav'), aiff({ bits: 16, frames: 0, data: Buffer.alloc(0) })),
      'audio/no-samples',
    ],
    [
      'truncated AIFF',
      () => writeFile(at('a.wav'), aiff({ bits: 16, frames: 9, data: Buffer.alloc(0) })),
      'file/truncated',
    ],
  ] as const)('%s', async (_, make, code) => {
    await make();
    const failure = await failureOf(openPcm(at('a.wav')), code);
    expect(failure.message).not.toContain('\n');
  });

  it('survives any header cut short or damaged', async () => {
    await writeWav(at('a.wav'), [noise(50, 3, 16)]);
    const { readFile } = await import('node:fs/promises');
    const good = await readFile(at('a.wav'));
    for (let length = 1; length < good.length; length += 1) {
      await writeFile(at('b.wav'), good.subarray(0, length));
      const opened = await openPcm(at('b.wav')).then(
        (reader) => reader.close(),
        (error: unknown) => error,
      );
      if (opened !== undefined) expect(opened).toHaveProperty('code');
    }
    for (let index = 0; index < 90; index += 1) {
      const damaged = Buffer.from(good);
      damaged[index] = (damaged[index] ?? 0) ^ 0xff;
      await writeFile(at('b.wav'), damaged);
      const opened = await openPcm(at('b.wav')).then(
        (reader) => reader.close(),
        (error: unknown) => error,
      );
      if (opened !== undefined) expect(opened).toHaveProperty('code');
    }
  });

  it('opens names in any script', async () => {
    const path = at('弦楽四重奏 – 第1楽章 🎻.wav');
    await writeWav(path, [noise(10, 1, 16)]);
    expect((await readAll(path)).frames).toBe(10);
  });

  it('tells when a file became shorter while it was open', async () => {
    await writeWav(at('a.wav'), [noise(1000, 1, 16)]);
    const reader = await openPcm(at('a.wav'));
    const { truncate } = await import('node:fs/promises');
    await truncate(at('a.wav'), 1000);
    const failure = await failureOf(reader.read(0, 1000), 'file/truncated');
    expect(failure.details?.['seconds']).toBeLessThan(1000 / 44_100);
    await reader.close();
  });
});

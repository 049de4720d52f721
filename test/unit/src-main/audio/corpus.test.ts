import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createFlacWriter } from '../../../../src-main/audio/write/flac.ts';
import { runImport } from '../../../../src-main/audio/import.ts';
import { openPcm } from '../../../../src-main/audio/read/open.ts';
import { chunk, noise, useFolder, writeAll } from './helpers.ts';

const at = useFolder();
const FRAMES = 9_000;
const has = (tool: string): boolean => {
  try {
    execFileSync(tool, [tool === 'flac' ? '--version' : '-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

async function imported(path: string, channels?: readonly number[]) {
  const result = await runImport(
    {
      sourcePath: path,
      storage: 'reference',
      audioPath: at('audio.wav'),
      peaksPath: at('audio.peaks'),
      ...(channels === undefined ? {} : { channels }),
    },
    { signal: new AbortController().signal, event: () => undefined, progress: () => undefined },
  );
  const reader = await openPcm(result.audioPath, { channelMap: result.channelMap });
  const samples = await reader.read(0, reader.frames);
  await reader.close();
  return { ...result, samples };
}

/** A width: bits of its grid (null for floats), bytes, and how a value in [-1, 1) is written. */
interface Width {
  readonly bits: number | null;
  readonly bytes: number;
  readonly put: (buffer: Buffer, value: number, at: number) => void;
}

const integer = (bytes: number, bigEndian: boolean): Width => ({
  // Imports keep 24 bits of 32.
  bits: Math.min(24, bytes * 8),
  bytes,
  put: (buffer, value, offset) => {
    const steps = Math.round(value * 2 ** (bytes * 8 - 1));
    if (bigEndian) buffer.writeIntBE(steps, offset, bytes);
    else buffer.writeIntLE(steps, offset, bytes);
  },
});
const unsigned: Width = { bits: 8, bytes: 1, put: (b, value, o) => void b.writeUInt8(value * 128 + 128, o) };

const WAV: Readonly<Record<string, Width & { readonly tag: number }>> = {
  u8: { ...unsigned, tag: 1 },
  s16: { ...integer(2, false), tag: 1 },
  s24: { ...integer(3, false), tag: 1 },
  s32: { ...integer(4, false), tag: 1 },
  f32: { bits: null, bytes: 4, tag: 3, put: (b, value, o) => void b.writeFloatLE(value, o) },
  f64: { bits: null, bytes: 8, tag: 3, put: (b, value, o) => void b.writeDoubleLE(value, o) },
};

const AIFF: Readonly<Record<string, Width & { readonly compression: string }>> = {
  s8: { ...integer(1, true), compression: 'NONE' },
  s16: { ...integer(2, true), compression: 'NONE' },
  s24: { ...integer(3, true), compression: 'NONE' },
  s32: { ...integer(4, true), compression: 'NONE' },
  sowt: { ...integer(2, false), compression: 'sowt' },
  fl32: { bits: null, bytes: 4, compression: 'fl32', put: (b, value, o) => void b.writeFloatBE(value, o) },
  fl64: { bits: null, bytes: 8, compression: 'fl64', put: (b, value, o) => void b.writeDoubleBE(value, o) },
};

const signal = (width: Width, channels: number): Float32Array[] =>
  Array.from({ length: channels }, (_, channel) => noise(FRAMES, channel + 11, width.bits, 0.9));

function interleaved(width: Width, channels: readonly Float32Array[]): Buffer {
  const bytes = Buffer.alloc(FRAMES * channels.length * width.bytes);
  for (const [channel, samples] of channels.entries()) {
    for (const [frame, value] of samples.entries()) {
      width.put(bytes, value, (frame * channels.length + channel) * width.bytes);
    }
  }
  return bytes;
}

const LIST = chunk('LIST', Buffer.from('INFOISFT\x05\0\0\0Lavf\0'));
const ODD = chunk('junk', Buffer.alloc(7, 3));
/** Tags that taggers write behind whatever a file is. */
const TAGS: Readonly<Record<string, Buffer>> = {
  nothing: Buffer.alloc(0),
  ID3v1: Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 'x')]),
  ID3v2: Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x40', 'latin1'), Buffer.alloc(64, 'TIT2')]),
  APEv2: Buffer.concat([Buffer.from('APETAGEX\xd0\x07\0\0', 'latin1'), Buffer.alloc(70, 'k')]),
  Lyrics3: Buffer.from(`LYRICSBEGIN${'la '.repeat(300)}000911LYRICS200`),
};

function wav(
  width: Width & { readonly tag: number },
  data: Buffer,
  channels: number,
  rate: number,
): Buffer[] {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(width.tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate * channels * width.bytes, 8);
  format.writeUInt16LE(channels * width.bytes, 12);
  format.writeUInt16LE(width.bytes * 8, 14);
  return [chunk('fmt ', format), chunk('data', data)];
}

describe('generated WAV', () => {
  const rates = [8_000, 22_050, 44_100, 48_000, 96_000, 192_000, 384_000];
  const orders: Readonly<Record<string, (format: Buffer, data: Buffer) => Buffer[]>> = {
    plain: (format, data) => [format, data],
    'chunks in front': (format, data) => [ODD, LIST, format, LIST, ODD, data],
    'chunks behind': (format, data) => [format, data, LIST, ODD],
  };
  for (const [name, width] of Object.entries(WAV)) {
    it.each([1, 2, 6])(
      `${name}, %i channels, every order of chunks, rate and tag behind`,
      async (channels) => {
        const samples = signal(width, channels);
        const data = interleaved(width, samples);
        const picked = channels > 2 ? [0, 5] : undefined;
        for (const [index, [order, arrange]] of Object.entries(orders).entries()) {
          for (const [tagIndex, tag] of Object.values(TAGS).entries()) {
            const rate = rates[(index * 5 + tagIndex) % rates.length] ?? 44_100;
            const [format, body] = wav(width, data, channels, rate);
            const parts = Buffer.concat([Buffer.from('WAVE'), ...arrange(format!, body!)]);
            await writeFile(at('a'), Buffer.concat([chunk('RIFF', parts), tag]));
            const read = await imported(at('a'), picked);
            expect([order, read.notes, read.info.sampleRate]).toEqual([order, [], rate]);
            expect(read.samples).toEqual(picked === undefined ? samples : picked.map((one) => samples[one]));
          }
        }
      },
    );
  }
});

/** 80-bit extended floats of whole numbers. */
function extended(value: number): Buffer {
  const exponent = Math.floor(Math.log2(value));
  const bytes = Buffer.alloc(10);
  bytes.writeUInt16BE(exponent + 16_383, 0);
  bytes.writeBigUInt64BE(BigInt(value) << BigInt(63 - exponent), 2);
  return bytes;
}

function bigChunk(id: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 0, 'latin1');
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

describe('generated AIFF', () => {
  for (const [name, width] of Object.entries(AIFF)) {
    it.each([1, 2])(`${name}, %i channels, both orders of chunks, every tag behind`, async (channels) => {
      const samples = signal(width, channels);
      const common = Buffer.alloc(8);
      common.writeUInt16BE(channels, 0);
      common.writeUInt32BE(FRAMES, 2);
      common.writeUInt16BE(width.bytes * 8, 6);
      const compression = Buffer.concat([Buffer.from(width.compression), Buffer.alloc(2)]);
      const describing = bigChunk('COMM', Buffer.concat([common, extended(96_000), compression]));
      const sound = bigChunk('SSND', Buffer.concat([Buffer.alloc(8), interleaved(width, samples)]));
      for (const order of [
        [describing, sound],
        [sound, bigChunk('ANNO', Buffer.from('odd')), describing],
      ]) {
        for (const tag of Object.values(TAGS)) {
          const form = bigChunk('FORM', Buffer.concat([Buffer.from('AIFC'), ...order]));
          await writeFile(at('a'), Buffer.concat([form, tag]));
          const read = await imported(at('a'));
          expect([read.notes, read.info.sampleRate]).toEqual([[], 96_000]);
          expect(read.samples).toEqual(samples);
        }
      }
    });
  }
});

describe('generated FLAC', () => {
  const behind = { ...TAGS, text: Buffer.from('Plain text that somebody left here. '.repeat(40)) };
  it.each([
    ['s16', 1, 44_100],
    ['s16', 2, 48_000],
    ['s24', 1, 192_000],
    ['s24', 2, 96_000],
  ] as const)(
    '%s, %i channels at %i Hz, every tag in front and behind',
    async (sampleFormat, channels, rate) => {
      const samples = signal(integer(sampleFormat === 's16' ? 2 : 3, false), channels);
      await writeAll(
        await createFlacWriter(at('bare'), { sampleRate: rate, channels, sampleFormat }),
        samples,
      );
      const bare = await readFile(at('bare'));
      for (const front of [Buffer.alloc(0), TAGS['ID3v2']!]) {
        for (const tag of Object.values(behind)) {
          await writeFile(at('a'), Buffer.concat([front, bare, tag]));
          const read = await imported(at('a'));
          expect(read.notes).toEqual([]);
          expect(read.samples).toEqual(samples);
        }
      }
    },
  );

  it.skipIf(!has('flac'))(
    'of 8, 12 and 20 bits and every level, by flac itself (skipped where it is not installed)',
    async () => {
      for (const [bits, bytes] of [
        [8, 1],
        [12, 2],
        [20, 3],
      ] as const) {
        // The values lie in the upper bits, as the extensible format wants it.
        const samples = [0, 1].map((channel) => noise(FRAMES, channel + 3, bits, 0.9));
        const width = bytes === 1 ? { ...unsigned, tag: 1 } : { ...integer(bytes, false), tag: 1 };
        const format = Buffer.alloc(40);
        wav(width, Buffer.alloc(0), 2, 44_100)[0]?.copy(format, 0, 8, 24);
        format.writeUInt16LE(0xfffe, 0);
        format.writeUInt16LE(22, 16);
        format.writeUInt16LE(bits, 18);
        format.writeUInt32LE(3, 20);
        Buffer.from('0100000000001000800000aa00389b71', 'hex').copy(format, 24);
        const parts = [
          Buffer.from('WAVE'),
          chunk('fmt ', format),
          chunk('data', interleaved(width, samples)),
        ];
        await writeFile(at('a.wav'), chunk('RIFF', Buffer.concat(parts)));
        for (const level of ['-0', '-5', '-8']) {
          execFileSync('flac', ['-s', '-f', level, '-o', at('a.flac'), at('a.wav')]);
          const read = await imported(at('a.flac'));
          expect([bits, level, read.notes]).toEqual([bits, level, []]);
          expect(read.samples).toEqual(samples);
        }
      }
    },
  );
});

describe.skipIf(!has('ffmpeg'))('lossy files, by ffmpeg (skipped where it is not installed)', () => {
  it.each([
    ['mp3', 'libmp3lame', 44_100, 2],
    ['mp3', 'libmp3lame', 22_050, 1],
    ['mp2', 'mp2', 48_000, 2],
    ['ogg', 'libvorbis', 44_100, 2],
    ['ogg', 'libvorbis', 96_000, 1],
    ['opus', 'libopus', 48_000, 2],
    ['opus', 'libopus', 48_000, 1],
    ['oga', 'flac', 44_100, 2],
  ] as const)('%s (%s) at %i Hz, %i channels', async (extension, codec, rate, channels) => {
    const path = at(`a.${extension}`);
    const tones = `sine=frequency=440:sample_rate=${rate}:duration=1.3`;
    const encode = ['-v', 'error', '-f', 'lavfi', '-i', tones, '-ac', String(channels), '-c:a', codec];
    execFileSync('ffmpeg', [...encode, '-bitexact', '-y', path]);
    const raw = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'f32le', '-'], {
      maxBuffer: 1 << 26,
    });
    const { samples, info } = await imported(path);
    expect([info.sampleRate, samples.length]).toEqual([rate, channels]);
    // Where the two cut an encoder's padding differently, what both have must be equal.
    const frames = Math.min(info.frames, raw.length / 4 / channels);
    expect(Math.abs(info.frames - raw.length / 4 / channels)).toBeLessThanOrEqual(2_304);
    let worst = 0;
    for (const [channel, values] of samples.entries()) {
      for (let n = 0; n < frames; n += 1) {
        worst = Math.max(worst, Math.abs((values[n] ?? 0) - raw.readFloatLE((n * channels + channel) * 4)));
      }
    }
    expect(worst).toBeLessThan(1e-3);
  });
});

import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openBytes } from '../../../../../src-main/audio/read/byte-file.ts';
import {
  declaredSamples,
  findMpegFrame,
  parseMpegHeader,
} from '../../../../../src-main/audio/decode/mpeg-header.ts';
import { sniff } from '../../../../../src-main/audio/read/sniff.ts';
import { failureOf, fixture, noise, useFolder } from '../helpers.ts';

const at = useFolder();

async function sniffBytes(bytes: Uint8Array) {
  await writeFile(at('file'), bytes);
  const file = await openBytes(at('file'));
  try {
    return await sniff(file);
  } finally {
    await file.close();
  }
}

const id3 = (size: number): Buffer =>
  Buffer.concat([
    Buffer.from('ID3\x04\0\0'),
    Buffer.from([(size >> 21) & 127, (size >> 14) & 127, (size >> 7) & 127, size & 127]),
    Buffer.alloc(size, 0xff),
  ]);

describe('the sniffer', () => {
  it('finds MP3 behind a cover picture larger than what it looks at', async () => {
    const mp3 = await readFile(fixture('tone-stereo.mp3'));
    const bare = await sniffBytes(mp3);
    expect(bare).toMatchObject({ kind: 'own', format: 'mp3' });
    const tagged = await sniffBytes(Buffer.concat([id3(300_000), mp3]));
    const shift = 300_010;
    expect(tagged).toMatchObject({
      kind: 'own',
      format: 'mp3',
      audioStart: shift + ('audioStart' in bare ? bare.audioStart : NaN),
    });
  });

  it('finds MP3 behind some garbage', async () => {
    const mp3 = await readFile(fixture('tone-mono.mp3'));
    const start = mp3.toString('latin1', 0, 3) === 'ID3' ? 10 + (mp3[8] ?? 0) * 128 + (mp3[9] ?? 0) : 0;
    const found = await sniffBytes(Buffer.concat([Buffer.alloc(5_000, 0xfe), mp3.subarray(start)]));
    expect(found).toMatchObject({ kind: 'own', format: 'mp3' });
  });

  it.each([
    ['m4a', Buffer.from('\0\0\0\x20ftypM4A \0\0\0\0')],
    ['caf', Buffer.from('caff\0\x01\0\0')],
    ['wavpack', Buffer.from('wvpk\0\0\0\0')],
    ['wma', Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex')],
    ['matroska', Buffer.from('1a45dfa3', 'hex')],
    ['aac', Buffer.from('fff15080', 'hex')],
    ['ogg', Buffer.from('OggS\0\x02' + '\0'.repeat(20) + '\x01\x08Speex   ')],
  ])('leaves %s to ffmpeg', async (format, bytes) => {
    expect(await sniffBytes(bytes)).toEqual({ kind: 'foreign', format });
  });

  it.each([
    ['a PNG', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['a playlist', Buffer.from('#EXTM3U\nfile:///etc/passwd')],
    ['an ffmpeg concat list', Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'")],
    ['one byte', Buffer.from([0xff])],
    ['noise', Buffer.from(noise(30_000, 5).buffer)],
    ['0xff all over', Buffer.alloc(60_000, 0xff)],
    ['zeros', Buffer.alloc(60_000)],
  ])('hands %s to nobody', async (_, bytes) => {
    await failureOf(sniffBytes(bytes), 'file/unsupported');
  });
});

describe('MPEG headers', () => {
  it.each([
    ['fffb9064', { sampleRate: 44_100, channels: 2, samples: 1152, bytes: 417 }],
    ['fffbb2c0', { sampleRate: 44_100, channels: 1, samples: 1152, bytes: 627 }],
    ['fff384c4', { sampleRate: 24_000, channels: 1, samples: 576, bytes: 192 }],
    ['fffd8404', { sampleRate: 48_000, channels: 2, samples: 1152, bytes: 384 }],
    ['ffe318c4', { sampleRate: 8_000, channels: 1, samples: 576, bytes: 72 }],
  ])('%s', (hex, expected) => {
    expect(parseMpegHeader(Buffer.from(hex, 'hex'), 0)).toMatchObject(expected);
  });

  it.each(['fffbf064', 'fffb0064', 'fffb9c64', 'ffeb9064', 'fff99064', 'ff00', ''])('%s is none', (hex) => {
    expect(parseMpegHeader(Buffer.from(hex, 'hex'), 0)).toBeNull();
  });

  it("reads LAME's length without delay and padding", async () => {
    for (const name of ['tone-stereo.mp3', 'tone-mono.mp3']) {
      const bytes = await readFile(fixture(name));
      const first = findMpegFrame(bytes.subarray(10 + (bytes[8] ?? 0) * 128 + (bytes[9] ?? 0)));
      expect(first).not.toBeNull();
      if (first === null) return;
      expect(declaredSamples(bytes.subarray(10 + (bytes[8] ?? 0) * 128 + (bytes[9] ?? 0)), first)).toBe(
        30_870,
      );
    }
  });
});

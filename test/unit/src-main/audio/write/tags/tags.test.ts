import { describe, expect, it } from 'vitest';
import { NO_METADATA } from '../../../../../../src-shared/contract/export.ts';
import { toAscii } from '../../../../../../src-main/audio/write/tags/ascii.ts';
import { asciiDescription, bextBody } from '../../../../../../src-main/audio/write/tags/bext.ts';
import { parseJpeg, parsePng } from '../../../../../../src-main/audio/covers/picture.ts';
import { id3Tag } from '../../../../../../src-main/audio/write/tags/id3.ts';
import { ixmlBody } from '../../../../../../src-main/audio/write/tags/ixml.ts';
import { pictureBlock } from '../../../../../../src-main/audio/write/tags/vorbis-comment.ts';

const bext = {
  description: 'Trio – Violon',
  originationDate: '1998-05-17',
  timeReference: 2 ** 33,
  codingHistory: 'A=PCM,F=44100,W=24,M=stereo,T=Divisi',
};
const loudness = {
  integratedLufs: -23.456,
  truePeakDbtp: -1.2,
  rangeLu: 8,
  maxMomentaryLufs: -15,
  maxShortTermLufs: null,
};

describe('bext', () => {
  it('is of version 2, with the loudness in hundredths and what is unknown marked', () => {
    const body = bextBody(bext, loudness);
    expect(body.toString('latin1', 0, 14)).toBe('Trio - Violon\0');
    expect(body.toString('latin1', 256, 263)).toBe('Divisi\0');
    expect(body.toString('latin1', 320, 330)).toBe('1998-05-17');
    expect(body.readBigUInt64LE(338)).toBe(2n ** 33n);
    expect(body.readUInt16LE(346)).toBe(2);
    const levels = [412, 414, 416, 418, 420].map((at) => body.readInt16LE(at));
    expect(levels).toEqual([-2346, 800, -120, -1500, 0x7fff]);
    expect(body.toString('latin1', 602)).toBe('A=PCM,F=44100,W=24,M=stereo,T=Divisi\r\n');
    expect(bextBody(bext, null).length).toBe(body.length);
  });

  it.each([
    ['Dvořák: Trio, Op. 90 „Dumky“', 'Dvorak: Trio, Op. 90 Dumky" [full text in iXML]'],
    ['Straße № 5 – Łódź', 'Strasse No 5 - Lodz'],
    ['第一楽章', '[full text in iXML]'],
    ['Trio 第一楽章 in D', 'Trio in D [full text in iXML]'],
    ['x'.repeat(300), `${'x'.repeat(236)} [full text in iXML]`],
  ])('%j becomes %j in ASCII', (text, ascii) => {
    expect(asciiDescription(text)).toBe(ascii);
    expect(asciiDescription(text).length).toBeLessThanOrEqual(256);
  });

  it('ASCII stays as it is', () => {
    const printable = String.fromCharCode(...Array.from({ length: 94 }, (_, index) => 33 + index));
    expect(toAscii(printable)).toEqual({ ascii: printable, lost: false });
  });
});

it('iXML keeps every script, escapes markup and drops what XML can not hold', () => {
  const text = ixmlBody({
    project: 'Trio & <Solo>',
    description: '第一楽章\u0001',
    metadata: { ...NO_METADATA, title: '第一楽章', composer: 'Dvořák' },
    sampleRate: 48_000,
    bitDepth: 24,
    channels: 1,
    timeReference: 2 ** 32 + 5,
  }).toString('utf8');
  expect(text).toContain('<PROJECT>Trio &amp; &lt;Solo&gt;</PROJECT>');
  expect(text).toContain('<BWF_DESCRIPTION>第一楽章</BWF_DESCRIPTION>');
  expect(text).toContain('<BWF_TIME_REFERENCE_LOW>5</BWF_TIME_REFERENCE_LOW>');
  expect(text).toContain('<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>1</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>');
  expect(text).toContain('<composer>Dvořák</composer>');
  expect(text).not.toContain('artist');
});

describe('ID3', () => {
  it('is no tag where there is nothing to say', () => {
    expect(id3Tag({ metadata: NO_METADATA, cover: null }).length).toBe(0);
  });

  it('states its size in seven bits a byte', () => {
    const tag = id3Tag({ metadata: { ...NO_METADATA, title: 'x'.repeat(200) }, cover: null });
    expect(tag.toString('latin1', 0, 3)).toBe('ID3');
    const size = [6, 7, 8, 9].reduce((sum, at) => (sum << 7) | (tag[at] ?? 0), 0);
    expect(size).toBe(tag.length - 10);
    expect(tag.toString('latin1', 10, 14)).toBe('TIT2');
    expect([tag[14], tag[15], tag[16], tag[17]]).toEqual([0, 0, 1, 201 - 128]);
  });
});

describe('covers', () => {
  const png = Buffer.alloc(24);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(png);
  png.writeUInt32BE(640, 16);
  png.writeUInt32BE(480, 20);
  const jpeg = Buffer.from('ffd8ffe000040000ffc0000b0801e0028001', 'hex');

  it('are recognised by their content, with their size', () => {
    expect(parsePng(png)).toMatchObject({ mime: 'image/png', width: 640, height: 480 });
    expect(parseJpeg(jpeg)).toMatchObject({ mime: 'image/jpeg', width: 640, height: 480 });
    expect(parseJpeg(png)).toBeNull();
    expect(parsePng(jpeg)).toBeNull();
  });

  it('stand in a picture block with their lengths', () => {
    const cover = parsePng(png);
    if (cover === null) throw new Error('no cover');
    const block = pictureBlock(cover);
    expect(block.readUInt32BE(0)).toBe(3);
    expect(block.toString('latin1', 8, 17)).toBe('image/png');
    expect(block.length).toBe(8 + 9 + 4 + 20 + png.length);
  });
});

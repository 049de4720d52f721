import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTags } from '../../../../../src-main/audio/read/metadata.ts';
import { NO_METADATA } from '../../../../../src-shared/contract/metadata.ts';
import { tempDir } from '../../../../support/temp.ts';
import { wavBytes } from '../../../../support/wav.ts';

const chunk = (id: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
};

/** A WAV file with a RIFF INFO list in this encoding. */
function wavWithInfo(info: Readonly<Record<string, string>>, encoding: 'utf8' | 'latin1'): Buffer {
  const wav = wavBytes({ seconds: 0.01 });
  const items = Object.entries(info).map(([id, text]) => chunk(id, Buffer.from(`${text}\0`, encoding)));
  const all = Buffer.concat([wav, chunk('LIST', Buffer.concat([Buffer.from('INFO'), ...items]))]);
  all.writeUInt32LE(all.length - 8, 4);
  return all;
}

/** Vorbis comments in a FLAC file without audio: the marker, an empty STREAMINFO and the comments. */
function flacWithComments(comments: readonly string[], type = 0x84): Buffer {
  const length = (text: Buffer): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(text.length);
    return Buffer.concat([bytes, text]);
  };
  const count = Buffer.alloc(4);
  count.writeUInt32LE(comments.length);
  const body = Buffer.concat([
    length(Buffer.from('test')),
    count,
    ...comments.map((text) => length(Buffer.from(text))),
  ]);
  const block = (type: number, content: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from([type, content.length >> 16, (content.length >> 8) & 255, content.length & 255]),
      content,
    ]);
  const streamInfo = Buffer.alloc(34);
  streamInfo.writeUInt16BE(4096, 0);
  streamInfo.writeUInt16BE(4096, 2);
  streamInfo.writeUInt32BE(0x0ac442f0, 10);
  return Buffer.concat([Buffer.from('fLaC'), block(0, streamInfo), block(type, body)]);
}

async function tagsOf(name: string, bytes: Buffer) {
  const path = join(tempDir(), name);
  writeFileSync(path, bytes);
  return readTags(path);
}

describe('the tags of a file', () => {
  it.each(['utf8', 'latin1'] as const)('are read from RIFF INFO in %s', async (encoding) => {
    const info = { INAM: 'Allegro für Clara', IART: 'Quartetto Prova', ICRD: '2019-05-01' };
    expect(await tagsOf('a.wav', wavWithInfo(info, encoding))).toEqual({
      title: 'Allegro für Clara',
      metadata: { ...NO_METADATA, performers: 'Quartetto Prova', date: '2019-05-01' },
      picture: null,
    });
  });

  it('are read from Vorbis comments, with names of their own for the ensemble and the place', async () => {
    const comments = [
      ...['TITLE=I. Allegro\nmolto', 'COMPOSER=Dvořák', 'WORK=弦楽四重奏曲', 'MOVEMENT=I'],
      ...['ARTIST=Anna', 'ARTIST=Bela', 'ENSEMBLE=Prova', 'VENUE=Rudolfinum', 'DATE=2019'],
    ];
    expect(await tagsOf('a.flac', flacWithComments(comments))).toEqual({
      title: 'I. Allegro molto',
      metadata: {
        composer: 'Dvořák',
        work: '弦楽四重奏曲',
        movement: 'I',
        performers: 'Anna; Bela',
        ensemble: 'Prova',
        venue: 'Rudolfinum',
        date: '2019',
      },
      picture: null,
    });
  });

  it('are nothing in a file without any', async () => {
    const none = { title: null, metadata: NO_METADATA, picture: null };
    expect(await tagsOf('a.wav', wavBytes({ seconds: 0.01 }))).toEqual(none);
    expect(await tagsOf('a.txt', Buffer.from('no audio'))).toEqual(none);
  });

  it('are those before the place where the file departs from its format', async () => {
    const broken = Buffer.concat([flacWithComments(['TITLE=Trio'], 0x04), Buffer.from([0x84, 0, 1, 0])]);
    expect((await tagsOf('a.flac', broken)).title).toBe('Trio');
  });

  it('are cut to what the library keeps', async () => {
    const { title, metadata } = await tagsOf(
      'a.wav',
      wavWithInfo({ INAM: 'x'.repeat(5000), IART: 'y'.repeat(5000) }, 'utf8'),
    );
    expect([title?.length, metadata.performers.length]).toEqual([200, 500]);
  });
});

import type { ExportMetadata } from '../../../../src-shared/contract/export.ts';
import { givenFields, type FileTags } from './tags.ts';

/** Text frames of ID3v2.4. */
const FRAMES: Readonly<Record<Exclude<keyof ExportMetadata, 'comment'>, string>> = {
  title: 'TIT2',
  composer: 'TCOM',
  performers: 'TPE1',
  album: 'TALB',
  date: 'TDRC',
  genre: 'TCON',
  copyright: 'TCOP',
};
const UTF8 = Buffer.from([3]);

/** An ID3v2.4.0 tag in UTF-8 (id3.org, "ID3 tag version 2.4.0 - Main Structure"); empty where there is nothing to say. */
export function id3Tag({ metadata, cover }: FileTags): Buffer {
  const frames = givenFields(metadata).map(([field, text]) =>
    field === 'comment'
      ? frame('COMM', Buffer.concat([UTF8, Buffer.from('und\0', 'latin1'), Buffer.from(text)]))
      : frame(FRAMES[field], Buffer.concat([UTF8, Buffer.from(text)])),
  );
  if (cover !== null) {
    const front = Buffer.from(`${cover.mime}\0\u0003\0`, 'latin1');
    frames.push(frame('APIC', Buffer.concat([UTF8, front, cover.bytes])));
  }
  if (frames.length === 0) return Buffer.alloc(0);
  const body = Buffer.concat(frames);
  const head = Buffer.from('ID3\u0004\0\0', 'latin1');
  return Buffer.concat([head, syncSafe(body.length), body]);
}

function frame(id: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(id, 'latin1'), syncSafe(body.length), Buffer.alloc(2), body]);
}

/** 28 bits in four bytes whose highest bits are 0. */
function syncSafe(size: number): Buffer {
  return Buffer.from([21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f));
}

import type { ExportMetadata } from '../../../../src-shared/contract/export.ts';
import { givenFields, type CoverImage, type FileTags } from './tags.ts';

/** Field names of https://www.xiph.org/vorbis/doc/v-comment.html and, for COMPOSER, of common use. */
const FIELDS: Readonly<Record<keyof ExportMetadata, string>> = {
  title: 'TITLE',
  composer: 'COMPOSER',
  performers: 'ARTIST',
  album: 'ALBUM',
  date: 'DATE',
  genre: 'GENRE',
  copyright: 'COPYRIGHT',
  comment: 'DESCRIPTION',
};

/** Vendor and comments as FLAC and Ogg Opus carry them: lengths in 32 bits, little-endian, texts in UTF-8. */
export function vorbisComment(vendor: string, comments: readonly string[]): Buffer {
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value);
    return Buffer.concat([uint32LE(bytes.length), bytes]);
  };
  return Buffer.concat([text(vendor), uint32LE(comments.length), ...comments.map(text)]);
}

export function commentsOf({ metadata }: Pick<FileTags, 'metadata'>): string[] {
  return givenFields(metadata).map(([field, text]) => `${FIELDS[field]}=${text}`);
}

/** The body of FLAC's PICTURE block (RFC 9639, section 8.8), which Ogg files carry as a comment in base64. */
export function pictureBlock(cover: CoverImage): Buffer {
  const FRONT_COVER = 3;
  const mime = Buffer.from(cover.mime, 'latin1');
  return Buffer.concat([
    uint32BE(FRONT_COVER),
    uint32BE(mime.length),
    mime,
    uint32BE(0),
    uint32BE(cover.width),
    uint32BE(cover.height),
    uint32BE(24),
    uint32BE(0),
    uint32BE(cover.bytes.length),
    cover.bytes,
  ]);
}

function uint32LE(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint32BE(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

import { Failure } from '../../../src-shared/contract/failure.ts';
import { readBytes } from '../read/regular-file.ts';
import type { CoverImage } from '../write/tags/tags.ts';

/** A cover goes into every file of an export. */
export const LARGEST_COVER_BYTES = 8 << 20;

const PNG_MAGIC = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Reads a picture for the cover, recognised by its content.
 * @throws Failure `file/unsupported` where it is neither JPEG nor PNG, `file/*`
 */
export async function readPicture(path: string): Promise<CoverImage> {
  const image = parsePicture(await readBytes(path, LARGEST_COVER_BYTES));
  if (image === null) throw new Failure('file/unsupported', 'A cover must be a JPEG or PNG picture');
  return image;
}

/** Null where the bytes are neither JPEG nor PNG. */
export const parsePicture = (bytes: Buffer): CoverImage | null => parsePng(bytes) ?? parseJpeg(bytes);

/** The size stands in the first chunk, IHDR (ISO/IEC 15948, 11.2.2). */
export function parsePng(bytes: Buffer): CoverImage | null {
  if (bytes.length < 24 || !bytes.subarray(0, 8).equals(PNG_MAGIC)) return null;
  return { mime: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), bytes };
}

/** The size stands in the first frame header, SOF0 to SOF15 (ITU-T T.81, B.2.2). */
export function parseJpeg(bytes: Buffer): CoverImage | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 <= bytes.length;) {
    const marker = bytes.readUInt16BE(at);
    if (marker >> 8 !== 0xff) return null;
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) {
      return {
        mime: 'image/jpeg',
        width: bytes.readUInt16BE(at + 7),
        height: bytes.readUInt16BE(at + 5),
        bytes,
      };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}
